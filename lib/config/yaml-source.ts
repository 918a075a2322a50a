import { LineCounter, parseDocument, type Document } from "yaml";
import type { Problem } from "./problem";

/** What a YAML text says, or why it says nothing. */
export interface YamlSource {
  /** As YAML's core schema has it; undefined when there are problems. */
  readonly value: unknown;
  /** Each at a line and column where that is known. */
  readonly problems: readonly Problem[];
}

/** Reads YAML; a text that is empty, or nothing but comments, is an empty mapping. */
export function readYaml(text: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  // Warnings are tags that YAML does not know: their values would not be what the author meant.
  const faults = [...document.errors, ...document.warnings];
  const problems = faults.map(({ message, pos: [offset] }) => problemAt(text, lines.linePos(offset), message));
  if (problems.length > 0) return { value: undefined, problems };
  return valueOf(document);
}

function valueOf(document: Document): YamlSource {
  try {
    return { value: document.toJS() ?? {}, problems: [] };
  } catch (error) {
    // Aliases are followed here only: one without its anchor, or so many that they would fill the memory.
    if (!(error instanceof ReferenceError)) throw error;
    const problem = { path: "(whole file)", found: error.message, wanted: "aliases of anchors that stand before them" };
    return { value: undefined, problems: [{ ...problem, remedy: "write the value itself" }] };
  }
}

function problemAt(text: string, { line, col }: { line: number; col: number }, message: string): Problem {
  const source = text.split(/\r?\n/)[line - 1]?.trim();
  return {
    path: `line ${line}, column ${col}`,
    found: source ? source.slice(0, 80) : "the end of the file",
    wanted: "valid YAML",
    remedy: message,
  };
}
