import { createConnection } from "node:net";

/** The result of one node's health checks for a target. */
export interface CheckedTarget {
  /** Name of the target group. */
  readonly group: string;
  /** The target's server name, `<address>-<port>`. */
  readonly server: string;
  readonly state: "initial" | "healthy" | "unhealthy";
  readonly reason: string;
}

/** Sends a command to a running haproxy through its control socket, and returns the answer. */
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

/** Reads haproxy's `show stat`. */
export function parseChecks(csv: string): CheckedTarget[] {
  const [head = "", ...rows] = csv.replace(/^# /, "").trim().split("\n");
  const columns = head.split(",");
  return rows.flatMap((row) => {
    const values = row.split(",");
    const value = (column: string) => values[columns.indexOf(column)] ?? "";
    if (!value("pxname").startsWith("tg-") || value("svname") === "BACKEND") return [];
    const state = stateOf(value("status"), value("check_status"));
    const reason = state === "healthy" ? "" : [value("check_status"), value("last_chk")].filter(Boolean).join(": ");
    return [{ group: value("pxname").slice(3), server: value("svname"), state, reason }];
  });
}

function stateOf(status: string, check: string): CheckedTarget["state"] {
  if (status.startsWith("UP")) return "healthy";
  return /^(\* )?(INI)?$/.test(check) ? "initial" : "unhealthy";
}
