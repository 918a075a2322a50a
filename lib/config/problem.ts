import { UserError } from "../user-error";

/** One problem of a cluster file, in words that let its author fix it without reading code. */
export interface Problem {
  /** The path: `network.subnets[1].cidr`, or `line 3, column 5` if the file is not valid YAML. */
  readonly path: string;
  /** The value that was found there. Never a secret. */
  readonly found: string;
  /** The values that are allowed there. */
  readonly wanted: string;
  /** The change to make. */
  readonly remedy: string;
}

/** An error with all problems of a cluster file. groundup writes nothing if there is one. */
export class ConfigError extends UserError {
  override readonly name = "ConfigError";

  /**
   * @param file the cluster file, by the name that the user gave
   * @param problems all problems, at least one
   */
  constructor(
    readonly file: string,
    readonly problems: Problem[],
  ) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super([`${file}: ${count}, nothing was written`, ...problems.map(renderProblem)].join("\n\n"));
  }
}

/** Renders a problem as an indented paragraph for users. */
export function renderProblem(problem: Problem): string {
  const { path, found, wanted, remedy } = problem;
  return [`  ${path}`, `    found   ${found}`, `    wanted  ${wanted}`, `    do      ${remedy}`].join("\n");
}

/** Renders a path of keys and list positions: `["tags", "a b"]` becomes `tags["a b"]`. */
export function renderPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "(whole file)";
  return path.map(renderStep).join("").replace(/^\./, "");
}

/** Renders a value from the file for `found`. Long texts are cut to 80 characters. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  if (typeof value !== "string") return String(value);
  const shown = value.length > 80 ? `${value.slice(0, 77)}...` : value;
  // Quote a text only if it would mislead without quotes: if it is empty, has blanks or line breaks, or looks like a
  // value of another type.
  return /^[^\s"]+$/.test(shown) && !/^(true|false|null|~|[-+.\d]+)$/.test(shown) ? shown : JSON.stringify(shown);
}

function renderStep(step: PropertyKey): string {
  if (typeof step === "number") return `[${step}]`;
  return /^\w+$/.test(String(step)) ? `.${String(step)}` : `[${JSON.stringify(String(step))}]`;
}
