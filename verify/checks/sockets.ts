import type { Peer, Port } from "../../components/component";
import { declaredPorts, type DeclaredPort } from "../../components/derived/exposure";
import type { GroupName } from "../../lib/contract/ids";
import type { Area } from "../check";
import { expectNone } from "../outcome";
import type { Machine } from "../site/outputs";
import type { Subject } from "../subject";

/** A listening socket. */
export interface Socket {
  readonly protocol: string;
  /** `*` and `::` mean all addresses. */
  readonly address: string;
  readonly port: number;
  readonly process: string;
}

/**
 * Lists the sockets twice, with an empty line in between. A client's UDP socket looks like a listening one for a
 * moment: a socket that appears twice really listens.
 */
const socketScript = `
look() { ss -H -lntup | awk '{ print $1, $5, $7 }' | sort -u; }
look
echo
sleep 2
look`;

/** Reads lines of protocol, local address and processes, in the format of `ss`. */
export function parseSockets(text: string): Socket[] {
  return [...text.matchAll(/^(\w+) (\S+):(\d+) ?(.*)$/gm)].map(([, protocol, local, port, users]) => ({
    protocol: protocol!,
    address: local!
      .replace(/%.*$/, "")
      .replaceAll(/[[\]]/g, "")
      .replace(/^::ffff:/, ""),
    port: Number(port),
    process: /"([^"]+)"/.exec(users!)?.[1] ?? "an unknown process",
  }));
}

/**
 * The sockets in both lists. Their processes are not compared: a program that another one is starting shares its
 * sockets for a moment, and `ss` shows both.
 */
export function lastingSockets(looks: string): Socket[] {
  const [before = [], after = []] = looks.split("\n\n").map(parseSockets);
  const place = ({ protocol, address, port }: Socket) => `${protocol} ${address} ${port}`;
  const seen = new Set(before.map(place));
  return after.filter((socket) => seen.has(place(socket)));
}

const isLoopback = ({ address }: Socket) => address.startsWith("127.") || address === "::1";
const keptToItself = ({ peers }: Port) => peers.includes("self" satisfies Peer);
const text = ({ protocol, address, port, process }: Socket) => `${protocol} ${address}:${port} (${process})`;
const declares = (port: Port, socket: Socket) =>
  port.protocol === socket.protocol && port.from <= socket.port && socket.port <= (port.to ?? port.from);

/** Differences between a machine's sockets and the table of ports. */
export function socketProblems(sockets: readonly Socket[], declared: readonly DeclaredPort[]): string[] {
  const unexpected = sockets.flatMap((socket) => {
    const port = declared.find((it) => declares(it, socket));
    if (!port) return [`${text(socket)} listens, but is not in the table of ports`];
    if (keptToItself(port) && !isLoopback(socket)) return [`${text(socket)} is not bound to loopback: ${port.purpose}`];
    return [];
  });
  const missing = declared
    .filter(({ forwarded, optional }) => !forwarded && !optional)
    .filter((port) => !sockets.some((it) => declares(port, it) && (keptToItself(port) || !isLoopback(it))))
    .map(({ protocol, from, component, purpose }) => `${component} does not listen on ${protocol} ${from}: ${purpose}`);
  return [...unexpected, ...missing];
}

async function asDeclared(subject: Subject, listener: GroupName, machines: readonly Machine[]): Promise<string> {
  const declared = declaredPorts(subject.plan).filter((port) => port.listener === listener);
  const found = await Promise.all(
    machines.map(async (machine) => {
      const sockets = lastingSockets(await subject.on(machine, socketScript));
      return { sockets, problems: socketProblems(sockets, declared).map((problem) => `${machine.name}: ${problem}`) };
    }),
  );
  expectNone(found.flatMap(({ problems }) => problems));
  const ports = new Set(found.flatMap(({ sockets }) => sockets.map(({ protocol, port }) => `${protocol} ${port}`)));
  return `${machines.length} of them: ${[...ports].join(", ")}`;
}

/** What listens on the nodes. */
export const sockets: Area = {
  name: "sockets",
  checks: [
    { name: "masters listen as declared", run: (subject) => asDeclared(subject, "masters", subject.masters) },
    { name: "workers listen as declared", run: (subject) => asDeclared(subject, "workers", subject.workers) },
  ],
};
