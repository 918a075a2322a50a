import { isScalar, LineCounter, parseDocument, type Document, visit } from "yaml";
import { limits } from "./plain";
import { renderPath, type Problem } from "./problem";

/**
 * Returns the source text of the value at a path: `012` for the value 12. Undefined for strings, and for values that an
 * alias or a merge key brings from another place.
 */
export type Written = (path: readonly PropertyKey[]) => string | undefined;

/** The value of a YAML text, or its problems. */
export interface YamlSource {
  /** The value by YAML's core schema, with merge keys (`<<`) applied. Undefined if there are problems. */
  readonly value: unknown;
  readonly written: Written;
  /** The problems, each with its line and column if they are known. */
  readonly problems: readonly Problem[];
}

/** The maximum number of problems to show. More would not help: the first one often causes the others. */
const shownFaults = 20;

/** Reads YAML. An empty text, or one with only comments, is an empty mapping. */
export function readYaml(text: string): YamlSource {
  if (text.length > limits.characters) return refused([tooLong(text.length)]);
  const lines = new LineCounter();
  // The library's check for repeated keys compares each key with all previous keys. That takes seconds for thousands of
  // keys.
  const options = { lineCounter: lines, prettyErrors: false, merge: true, uniqueKeys: false };
  const document = withinStack(() => parseDocument(text, options));
  const repeated = document && withinStack(() => repeatedKeys(document));
  if (!document || !repeated) return refused([tooDeep]);
  // Warnings are about unknown tags. Their values would not be what the author meant.
  const faults = [...document.errors, ...document.warnings].map(({ message, pos: [at] }): Fault => ({ message, at }));
  const shown = [...faults, ...repeated].slice(0, shownFaults);
  const problems = shown.map(({ message, at }) => problemAt(text, lines.linePos(at), message));
  return problems.length > 0 ? refused(problems) : valueOf(document);
}

/** A fault at a position of the text. */
interface Fault {
  readonly message: string;
  readonly at: number;
}

/** Finds keys that a mapping has twice. Merge keys may be repeated. */
function repeatedKeys(document: Document): Fault[] {
  const faults: Fault[] = [];
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key) || key.source === "<<") continue;
        if (seen.has(key.value)) faults.push({ message: "Map keys must be unique", at: key.range?.[0] ?? 0 });
        seen.add(key.value);
      }
    },
  });
  return faults;
}

const refused = (problems: readonly Problem[]): YamlSource => ({
  value: undefined,
  written: () => undefined,
  problems,
});

function valueOf(document: Document): YamlSource {
  try {
    const value: unknown = document.toJS() ?? {};
    return { value, written: (path) => writtenAt(document, path), problems: [] };
  } catch (error) {
    // The library resolves aliases only here. It throws if an anchor is missing, or if aliases would expand without
    // limit.
    if (error instanceof RangeError) return refused([tooDeep]);
    if (!(error instanceof ReferenceError)) throw error;
    const problem = { path: "(whole file)", found: error.message, wanted: "aliases after their anchors" };
    return refused([{ ...problem, remedy: "write the value itself" }]);
  }
}

function writtenAt(document: Document, path: readonly PropertyKey[]): string | undefined {
  const node = document.getIn(path, true);
  return isScalar(node) && typeof node.value !== "string" ? node.source : undefined;
}

/** The result of a function; undefined if the text is nested too deeply for the stack. */
function withinStack<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const tooLong = (length: number): Problem => ({
  path: renderPath([]),
  found: `${length} characters`,
  wanted: `at most ${limits.characters} characters`,
  remedy: "check that this is the cluster file",
});

const tooDeep: Problem = {
  path: renderPath([]),
  found: "mappings and lists nested too deeply to be read",
  wanted: `at most ${limits.depth} levels`,
  remedy: "remove the inner ones",
};

function problemAt(text: string, { line, col }: { line: number; col: number }, message: string): Problem {
  const source = text.split(/\r?\n/)[line - 1]?.trim();
  return {
    path: `line ${line}, column ${col}`,
    found: source ? source.slice(0, 80) : "the end of the file",
    wanted: "valid YAML",
    remedy: message,
  };
}
