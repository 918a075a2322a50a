import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Machine } from "../site/outputs";
import type { Subject } from "../subject";
import { needlesOf, pemsIn } from "./keys";

/** Anybody's private key or token, known by its form. */
const anybodys = [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, /eyJhbGciOi[\w-]{10,}\.eyJ[\w-]{20,}\./];

/** Limit of the search of a node, in seconds. */
const seconds = 300;

const program = readFileSync(path.join(__dirname, "search-node.sh"), "utf8");

/** Where the search of a node finds the canary; a search that does not is blind. */
const planted = [
  "readable to others: the planted file",
  "process: the planted process",
  "journal: the planted line",
] as const;

/** What a file of the API server's has of keys of encryption at rest, one a line. */
const encryptionKeys = `sed -n 's/^[ -]*secret: *"\\?\\([^"]*\\)"\\?$/\\1/p' /etc/kubernetes/encryption.yaml`;

/** Pieces of the cluster's keys, in every form in which they are written down; not to be shown to anybody. */
export function needlesFor(subject: Subject): Promise<readonly string[]> {
  return subject.once("needles", () => findNeedles(subject));
}

/** What to look for: pieces of every private key of the state, and of the keys of encryption at rest. */
async function findNeedles(subject: Subject): Promise<readonly string[]> {
  const pems = pemsIn(await subject.terraform(["state", "pull"]));
  const symmetric = (await subject.on(subject.masters[0]!, encryptionKeys)).split("\n").filter(Boolean);
  return needlesOf(pems, symmetric);
}

/** What of a text is key material. Never says which: a report is no place for secrets. */
export function textProblems(name: string, text: string, needles: readonly string[]): string[] {
  return [
    ...(needles.some((needle) => text.includes(needle)) ? [`${name} holds a key of the cluster`] : []),
    ...(anybodys.some((pattern) => pattern.test(text)) ? [`${name} holds a private key or a token`] : []),
  ];
}

/** What is wrong with what the search of a node has printed. */
export function searchProblems(name: string, text: string): string[] {
  const lines = text.split("\n").filter(Boolean);
  const isPlanted = (line: string) => (planted as readonly string[]).includes(line);
  return [
    ...planted.filter((it) => !lines.includes(it)).map((it) => `${name}: the search is blind: it misses ${it}`),
    ...[...new Set(lines)].filter((line) => !isPlanted(line)).map((line) => `${name}: key material: ${line}`),
  ];
}

/** Searches a node. What to look for travels in the script on standard input, and lies in a file of root's on tmpfs. */
export async function searchNode(subject: Subject, machine: Machine): Promise<string[]> {
  const canary = randomBytes(16).toString("hex");
  const needles = [canary, ...(await needlesFor(subject))];
  const script = `set -euo pipefail
umask 077
export TMPDIR=/run
needles=$(mktemp /run/groundup-verify.XXXXXX)
cat >"$needles" <<'END_OF_NEEDLES'
${needles.join("\n")}
END_OF_NEEDLES
canary=${canary}
${program}`;
  return searchProblems(machine.name, await subject.on(machine, script, { seconds }));
}
