import type * as z from "zod";
import type { Fault } from "./fields";
import { knownKeys } from "./json-schema";
import { renderPath, show, type Problem } from "./problem";
import { nearest } from "./suggest";
import type { Written } from "./yaml-source";

type Path = readonly PropertyKey[];

/** A problem of one value, and the paths that it makes unusable. Rules that read one of these paths are skipped. */
export interface ValueProblem {
  readonly problem: Problem;
  /** The path of the refused value. */
  readonly at: Path;
  /** The paths whose meaning is unclear because of this problem. */
  readonly spoils: readonly Path[];
}

const typeNames: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  boolean: "true or false",
  object: "a mapping of keys to values",
  record: "a mapping of keys to values",
  array: "a list",
};

/**
 * Translates a zod issue into problems of the report. One issue about unknown keys becomes one problem per key.
 * @param written returns a value's text in the file. Default: values are shown as JavaScript writes them.
 */
export function valueProblems(issue: z.core.$ZodIssue, written?: Written): ValueProblem[] {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(issue.path, key));
  // A refused key of a mapping with free keys: the problem is reported at the key.
  if (issue.code === "invalid_key") {
    return issue.issues.map((inner) => spoiling(issue.path, faultOf(inner), issue.path.at(-1)));
  }
  return [spoiling(issue.path, faultOf(issue, written?.(issue.path)), issue.input)];
}

/** The remedy for keys that begin with x-. Other tools' files keep anchors under such keys. */
const ofAnchors = "remove it, and write the anchor where its value is first used: masters: &machine { ... }";

function unknownKey(parent: Path, key: string): ValueProblem {
  const known = knownKeys(parent);
  const meant = nearest(key, known);
  const at = [...parent, key];
  const remedy = meant
    ? `write ${meant}`
    : key.startsWith("x-")
      ? ofAnchors
      : "remove it, or move it to where it belongs";
  const problem = { path: renderPath(at), found: "an unknown key", wanted: `one of ${known.join(", ")}`, remedy };
  // The value of the misspelt key is unknown, so the default of the correct key must not be checked.
  return { problem, at, spoils: meant ? [[...parent, meant]] : [] };
}

function spoiling(path: Path, fault: Fault, value: unknown): ValueProblem {
  return { problem: { path: renderPath(path), found: show(value), ...fault }, at: path, spoils: [path] };
}

/** @param source the value's text in the file, if the value is not a string */
function faultOf(issue: z.core.$ZodIssue, source?: string): Fault {
  if (issue.code === "custom") return issue.params as Fault & Record<string, unknown>;
  if (issue.code === "invalid_value") return notAChoice(issue.values.map(String), issue.input);
  if (issue.code === "invalid_type") return wrongType(issue.expected, issue.input, source);
  // All other limits are checks in groundup's code. This is the fallback for a zod check without a message of its own.
  return { wanted: issue.message, remedy: "change it accordingly" };
}

function notAChoice(choices: readonly string[], value: unknown): Fault {
  const meant = nearest(String(value), choices);
  const remedy = meant ? `write ${meant}` : "choose one of these, or remove the key for the default";
  return { wanted: choices.length === 1 ? choices[0]! : `one of ${choices.join(", ")}`, remedy };
}

function wrongType(expected: string, value: unknown, source?: string): Fault {
  const wanted = typeNames[expected] ?? expected;
  if (value === undefined) return { wanted, remedy: "add it" };
  if (value === null) return { wanted, remedy: "give it a value, or remove the key" };
  const found = typeof value === "string" ? `${show(value)} (text)` : (source ?? show(value));
  if (expected === "string" && typeof value !== "object") {
    return { found, wanted, remedy: `write "${source ?? String(value)}"` };
  }
  const bare = typeof value === "string" && /^(\d+|true|false)$/.test(value);
  return { found, wanted, remedy: bare ? "remove the quotes" : `write ${wanted}` };
}
