import type { FileFact, NodeEvidence } from "./node-evidence";
import type { Finding, Leeway, NodeLook, Requirement } from "./requirement";
import type { Wanted } from "./wanted";

/** The value of a flag of a running program; undefined if it is not set. A flag without a value is `true`. */
export function flagOf({ processes }: NodeEvidence, program: string, flag: string): string | undefined {
  const found = processes[program]?.arguments.find((one) => one === `--${flag}` || one.startsWith(`--${flag}=`));
  return found && (found.slice(flag.length + 3) || "true");
}

/** A requirement on flags of a program, which should all have the same value. */
export type FlagRow = readonly [id: string, flags: string | readonly string[], wanted: Wanted, leeway?: Leeway];

/** Requirements on the flags of a running program. */
export function flagRequirements(program: string, on: NodeLook["on"], rows: readonly FlagRow[]): Requirement[] {
  return rows.map(([id, names, wanted, leeway]) => {
    const flags = [names].flat() as string[];
    return {
      ids: [id],
      text: `${program}: ${flags.map((flag) => `--${flag}`).join(" and ")} ${wanted.says}`,
      ...leeway,
      look: { on, find: (node) => flags.map((flag) => judgeFlag(node, program, flag, wanted)) },
    };
  });
}

function judgeFlag(node: NodeEvidence, program: string, flag: string, wanted: Wanted): Finding {
  if (!node.processes[program]) return { seen: "", problem: `${program} does not run` };
  const value = flagOf(node, program, flag);
  const seen = value === undefined ? `no --${flag}` : `--${flag}=${value}`;
  return { seen, problem: wanted.accepts(value) ? undefined : `${seen}; wanted: it ${wanted.says}` };
}

/** The most that a file may allow. */
export interface Guard {
  /** In octal: `600`; fewer permissions are fine. @default any */
  readonly mode?: string;
  /** `user:group`. @default any */
  readonly owner?: string;
}

/** Whether permissions exceed a maximum. */
const exceeds = (mode: string, most: string) => (parseInt(mode, 8) & ~parseInt(most, 8)) !== 0;

/** Judges files and folders. */
export function judgeFiles(files: readonly FileFact[], { mode, owner }: Guard): Finding[] {
  return files.map((file) => {
    const seen = `${file.path} ${file.mode} ${file.owner}`;
    const wrong = (mode && exceeds(file.mode, mode)) || (owner && file.owner !== owner);
    return { seen, problem: wrong ? `${seen}; wanted: ${[mode, owner].filter(Boolean).join(" ")}` : undefined };
  });
}

/** A requirement on the files that the selector finds on a node. */
export type FileRow = readonly [
  ids: readonly string[],
  what: string,
  select: (node: NodeEvidence) => readonly string[],
  guard: Guard,
  leeway?: Leeway,
];

/** Requirements on files. A file that is named but missing is a problem. */
export function fileRequirements(on: NodeLook["on"], rows: readonly FileRow[]): Requirement[] {
  return rows.map(([ids, what, select, guard, leeway]) => ({
    ids,
    text: `${what}: ${[guard.mode, guard.owner].filter(Boolean).join(" ")}`,
    ...leeway,
    look: {
      on,
      find: (node) =>
        select(node).flatMap((path) => {
          const files = node.files.filter((file) => file.path === path);
          return files.length > 0 ? judgeFiles(files, guard) : [{ seen: "", problem: `${path} is not there` }];
        }),
    },
  }));
}

/** The unit of a running program, with its drop-ins. */
export const unitOf = (program: string) => (node: NodeEvidence) =>
  node.unitFiles[node.processes[program]?.unit ?? ""] ?? [`the unit of ${program}`];

/** The file behind a credential of a program's unit. */
export const credentialOf = (program: string, name: string) => (node: NodeEvidence) => [
  node.credentials[`${program}.service ${name}`] ?? `the credential ${name} of ${program}`,
];

/** The file that a flag of a running program names. */
export const namedBy = (program: string, flag: string) => (node: NodeEvidence) => [
  flagOf(node, program, flag) ?? `what --${flag} of ${program} names`,
];

/** Files in a folder and below whose names match; without a pattern, everything and the folder itself. */
export const below = (folder: string, pattern?: RegExp) => (node: NodeEvidence) =>
  node.files
    .filter((file) => (file.path === folder ? !pattern : file.path.startsWith(`${folder}/`)))
    .filter((file) => !pattern || (!file.folder && pattern.test(file.path)))
    .map((file) => file.path);

/** A value in the configuration that a program reports. */
export function configured(node: NodeEvidence, program: string, path: string): string | undefined {
  const answer = node.texts[`${program}-configz`];
  const [root] = Object.values(JSON.parse(answer || "{}") as Record<string, unknown>);
  const value = path
    .split(".")
    .reduce<unknown>((object, key) => (object as Record<string, unknown> | undefined)?.[key], root);
  return value === undefined ? undefined : String(value);
}

/** The file that a program's live configuration names. */
export const configuredFile = (program: string, path: string) => (node: NodeEvidence) => [
  configured(node, program, path) ?? `what ${path} of ${program} names`,
];

/** A requirement on keys of a live configuration. */
export type ConfigRow = readonly [id: string, keys: string | readonly string[], wanted: Wanted, leeway?: Leeway];

/** Requirements on the configuration that a program on workers reports (`/configz`). */
export function configRequirements(program: string, rows: readonly ConfigRow[]): Requirement[] {
  return rows.map(([id, names, wanted, leeway]) => {
    const keys = [names].flat() as string[];
    return {
      ids: [id],
      text: `${program}: ${keys.join(" and ")} ${wanted.says}`,
      ...leeway,
      look: { on: "workers", find: (node) => keys.map((key) => judgeConfig(node, program, key, wanted)) },
    };
  });
}

function judgeConfig(node: NodeEvidence, program: string, key: string, wanted: Wanted): Finding {
  if (!node.texts[`${program}-configz`]) return { seen: "", problem: `${program} does not report its configuration` };
  const value = configured(node, program, key);
  const seen = `${key}: ${value ?? "not set"}`;
  return { seen, problem: wanted.accepts(value) ? undefined : `${seen}; wanted: it ${wanted.says}` };
}
