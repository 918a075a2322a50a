import { readFileSync } from "node:fs";
import path from "node:path";
import { Failed } from "../outcome";
import { lastWords } from "../kubectl";
import { execute } from "../site/execute";
import type { Machine } from "../site/outputs";
import type { EchoPod } from "../stage";
import type { Subject } from "../subject";

/** An address with the TCP ports that should answer; all others of the 65535 should not. */
export interface Goal {
  readonly name: string;
  readonly address: string;
  readonly ports: readonly number[];
}

/** Open addresses and ports, as `address port`. */
type Found = ReadonlySet<string>;

/**
 * Time limit of one scan, in seconds. An address takes less than one second of processor time, but processors are busy.
 */
const seconds = 300;

const program = readFileSync(path.join(__dirname, "syn_scan.py"), "utf8");

function orderOf(goals: readonly Goal[], source: string | null = null): string {
  return JSON.stringify({ source, targets: Object.fromEntries(goals.map(({ address, ports }) => [address, ports])) });
}

const parse = (text: string): Found => new Set(text.split("\n").filter(Boolean));

/** Scans from the operator's machine, with one of its addresses as source. */
export async function scanFromOperator({ site }: Subject, goals: readonly Goal[], source?: string): Promise<Found> {
  const output = await execute(site.asOperator(["python3", "-", orderOf(goals, source)]), { input: program, seconds });
  if (output.code === 0) return parse(output.stdout);
  throw new Failed(`the scan from the operator: ${lastWords(output)}`);
}

/** Scans from a machine, or with a prefix to the command from a namespace on it. */
export async function scanFrom(
  subject: Subject,
  machine: Machine,
  goals: readonly Goal[],
  prefix = "",
): Promise<Found> {
  const script = `${prefix}python3 - '${orderOf(goals)}' <<'END_OF_PROGRAM'\n${program.trimEnd()}\nEND_OF_PROGRAM\n`;
  return parse(await subject.on(machine, script, { seconds }));
}

/** Scans from a pod's network namespace. Packets take a pod's way, and no pod needs the right to create raw packets. */
export function scanFromPod(subject: Subject, pod: EchoPod, goals: readonly Goal[]): Promise<Found> {
  const machine = subject.workers.find(({ node }) => node === pod.node);
  if (!machine) throw new Failed(`pod ${pod.name} runs on ${pod.node}, which is not in Terraform's outputs`);
  const findScript = `for network in /run/netns/*; do
  if nsenter --net="$network" ip -4 -o address show | grep -F ' ${pod.address}/' >/dev/null; then break; fi
done
`;
  return scanFrom(subject, machine, goals, `${findScript}nsenter --net="$network" `);
}

/** Differences between the expected and the open ports. */
export function scanProblems(goals: readonly Goal[], found: Found): string[] {
  return goals.flatMap(({ name, address, ports }) => {
    const open = [...found]
      .map((it) => it.split(" "))
      .filter(([it]) => it === address)
      .map(([, port]) => Number(port));
    return [
      ...open.filter((port) => !ports.includes(port)).map((port) => `reaches ${port} of ${name}, and should not`),
      ...ports.filter((port) => !open.includes(port)).map((port) => `does not reach ${port} of ${name}`),
    ];
  });
}
