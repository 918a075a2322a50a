import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { paths } from "../../lib/contract/paths";
import type { Machine } from "../site/outputs";
import type { Subject } from "../subject";
import { needlesOf, pemsIn } from "./keys";

/** Any private key or token, recognised by its format. */
const anybodys = [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, /eyJhbGciOi[\w-]{10,}\.eyJ[\w-]{20,}\./];

/** Time limit of the search of a node, in seconds. */
const seconds = 300;

const program = readFileSync(path.join(__dirname, "search-node.sh"), "utf8");

/** Where the search of a node must find the canary. A search that does not is invalid. */
const planted = [
  "readable to others: the planted file",
  "process: the planted process",
  "journal: the planted line",
] as const;

/** Prints the keys for encryption at rest in a file of the API server, one per line. */
const encryptionKeys = `sed -n 's/^[ -]*secret: *"\\?\\([^"]*\\)"\\?$/\\1/p' ${paths.encryption}`;

/** Pieces of the cluster's keys, in every notation. Never print them. */
export function needlesFor(subject: Subject): Promise<readonly string[]> {
  return subject.once("needles", () => findNeedles(subject));
}

/** What to search for: pieces of every private key in the state, and of the keys for encryption at rest. */
async function findNeedles(subject: Subject): Promise<readonly string[]> {
  const pems = pemsIn(await subject.terraform(["state", "pull"]));
  const symmetric = (await subject.on(subject.masters[0]!, encryptionKeys)).split("\n").filter(Boolean);
  return needlesOf(pems, symmetric);
}

/** Key material in a text. Never says which: secrets must not be in a report. */
export function textProblems(name: string, text: string, needles: readonly string[]): string[] {
  return [
    ...(needles.some((needle) => text.includes(needle)) ? [`${name} contains a key of the cluster`] : []),
    ...(anybodys.some((pattern) => pattern.test(text)) ? [`${name} contains a private key or a token`] : []),
  ];
}

/** Problems in the output of a node's search. */
export function searchProblems(name: string, text: string): string[] {
  const lines = text.split("\n").filter(Boolean);
  const isPlanted = (line: string) => (planted as readonly string[]).includes(line);
  return [
    ...planted.filter((it) => !lines.includes(it)).map((it) => `${name}: the search is invalid: it misses ${it}`),
    ...[...new Set(lines)].filter((line) => !isPlanted(line)).map((line) => `${name}: key material: ${line}`),
  ];
}

/** Searches a node. The search texts are part of the script on standard input, and are kept in root's file on tmpfs. */
export async function searchNode(subject: Subject, machine: Machine): Promise<string[]> {
  const canary = randomBytes(16).toString("hex");
  const needles = [canary, ...(await needlesFor(subject))];
  const script = `umask 077
export TMPDIR=/run
needles=$(mktemp /run/groundup-verify.XXXXXX)
cat >"$needles" <<'END_OF_NEEDLES'
${needles.join("\n")}
END_OF_NEEDLES
canary=${canary}
${program}`;
  return searchProblems(machine.name, await subject.on(machine, script, { seconds }));
}
