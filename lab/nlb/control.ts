import { createConnection } from "node:net";

/** Health of a target as one node sees it, in AWS's words. */
export interface TargetHealth {
  readonly node: string;
  readonly group: string;
  readonly target: string;
  readonly state: "initial" | "healthy" | "unhealthy";
  readonly reason: string;
}

/** Asks a running haproxy something through its control socket, and returns what it says. */
export function ask(socket: string, question: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const connection = createConnection(socket);
    connection.setTimeout(2000, () => connection.destroy(new Error(`${socket}: no answer`)));
    connection.on("data", (chunk) => (answer += chunk.toString()));
    connection.on("error", reject);
    connection.on("close", () => resolve(answer));
    connection.end(`${question}\n`);
  });
}

/** Reads haproxy's `show stat` as the health of a node's targets. */
export function parseHealth(node: string, csv: string): TargetHealth[] {
  const [head = "", ...rows] = csv.replace(/^# /, "").trim().split("\n");
  const columns = head.split(",");
  return rows.flatMap((row) => {
    const values = row.split(",");
    const value = (column: string) => values[columns.indexOf(column)] ?? "";
    if (!value("pxname").startsWith("tg-") || value("pxname").endsWith("-all") || value("svname") === "BACKEND")
      return [];
    const state = stateOf(value("status"), value("check_status"));
    const reason = state === "healthy" ? "" : [value("check_status"), value("last_chk")].filter(Boolean).join(": ");
    return [
      { node, group: value("pxname").slice(3), target: value("svname").replace(/-(\d+)$/, ":$1"), state, reason },
    ];
  });
}

function stateOf(status: string, check: string): TargetHealth["state"] {
  if (status.startsWith("UP")) return "healthy";
  return /^(\* )?(INI)?$/.test(check) ? "initial" : "unhealthy";
}
