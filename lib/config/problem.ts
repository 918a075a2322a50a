import { UserError } from "../user-error";

/** One thing wrong with a cluster file, said so that its author can mend it without reading code. */
export interface Problem {
  /** Where: `network.subnets[1].cidr`, or `line 3, column 5` when the file is not YAML. */
  readonly path: string;
  /** What stands there. Never a secret. */
  readonly found: string;
  /** What may stand there. */
  readonly wanted: string;
  /** The change to make. */
  readonly remedy: string;
}

/** A cluster file that cannot be built from, with everything that is wrong with it. */
export class ConfigError extends UserError {
  override readonly name = "ConfigError";

  /**
   * @param file the cluster file, as its user named it
   * @param problems everything that is wrong, at least one
   */
  constructor(
    readonly file: string,
    readonly problems: Problem[],
  ) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super([`${file}: ${count}, nothing was written`, ...problems.map(renderProblem)].join("\n\n"));
  }
}

/** A problem as an indented paragraph for people. */
export function renderProblem(problem: Problem): string {
  const { path, found, wanted, remedy } = problem;
  return [`  ${path}`, `    found   ${found}`, `    wanted  ${wanted}`, `    do      ${remedy}`].join("\n");
}

/** Keys and list positions as people write them: `["tags", "a b"]` is `tags["a b"]`. */
export function renderPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "(whole file)";
  return path.map(renderStep).join("").replace(/^\./, "");
}

/** A value from the file as it is shown under `found`. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  if (typeof value !== "string") return String(value);
  const shown = value.length > 80 ? `${value.slice(0, 77)}...` : value;
  // Quotes only where the bare text would mislead: empty, with blanks or line breaks, or another type's spelling.
  return /^[^\s"]+$/.test(shown) && !/^(true|false|null|~|[-+.\d]+)$/.test(shown) ? shown : JSON.stringify(shown);
}

function renderStep(step: PropertyKey): string {
  if (typeof step === "number") return `[${step}]`;
  return /^\w+$/.test(String(step)) ? `.${String(step)}` : `[${JSON.stringify(String(step))}]`;
}
