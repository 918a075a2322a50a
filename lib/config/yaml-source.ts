import { isScalar, LineCounter, parseDocument, type Document, visit } from "yaml";
import { limits } from "./plain";
import { renderPath, type Problem } from "./problem";

/** How a value stands in the text: `012`, where the value is 12. Undefined for texts, and for what stands elsewhere. */
export type Written = (path: readonly PropertyKey[]) => string | undefined;

/** What a YAML text says, or why it says nothing. */
export interface YamlSource {
  /** As YAML's core schema has it, with merge keys (`<<`) followed; undefined when there are problems. */
  readonly value: unknown;
  readonly written: Written;
  /** Each at a line and column where that is known. */
  readonly problems: readonly Problem[];
}

/** More problems of one text than these help nobody: the first one often causes the others. */
const shownFaults = 20;

/** Reads YAML; a text that is empty, or nothing but comments, is an empty mapping. */
export function readYaml(text: string): YamlSource {
  if (text.length > limits.characters) return refused([tooLong(text.length)]);
  const lines = new LineCounter();
  // The library's own search for repeated keys compares each key with all before it: seconds for thousands of them.
  const options = { lineCounter: lines, prettyErrors: false, merge: true, uniqueKeys: false };
  const document = withinStack(() => parseDocument(text, options));
  const repeated = document && withinStack(() => repeatedKeys(document));
  if (!document || !repeated) return refused([tooDeep]);
  // Warnings are tags that YAML does not know: their values would not be what the author meant.
  const faults = [...document.errors, ...document.warnings].map(({ message, pos: [at] }): Fault => ({ message, at }));
  const shown = [...faults, ...repeated].slice(0, shownFaults);
  const problems = shown.map(({ message, at }) => problemAt(text, lines.linePos(at), message));
  return problems.length > 0 ? refused(problems) : valueOf(document);
}

/** What is wrong at a position of the text. */
interface Fault {
  readonly message: string;
  readonly at: number;
}

/** Keys that a mapping has twice. Merge keys may be repeated. */
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
    // Aliases are followed here only: one without its anchor, or so many that they would fill the memory.
    if (error instanceof RangeError) return refused([tooDeep]);
    if (!(error instanceof ReferenceError)) throw error;
    const problem = { path: "(whole file)", found: error.message, wanted: "aliases of anchors that stand before them" };
    return refused([{ ...problem, remedy: "write the value itself" }]);
  }
}

function writtenAt(document: Document, path: readonly PropertyKey[]): string | undefined {
  const node = document.getIn(path, true);
  return isScalar(node) && typeof node.value !== "string" ? node.source : undefined;
}

/** What a function returns; nothing where the text is nested too deeply for the stack. */
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
  found: "mappings and lists within each other, too deep to be read",
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
