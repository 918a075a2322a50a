import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { projectRoot } from "../settings";
import type { ConformanceResult } from "./result";

const file = path.join(projectRoot, "docs", "conformance.json");

/** The result that docs/conformance.md shows; undefined if there is none. */
export function keptConformance(): ConformanceResult | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as ConformanceResult) : undefined;
}

/** Replaces the stored result, for docs/conformance.md. */
export async function keepConformance(result: ConformanceResult): Promise<void> {
  await writeFile(file, `${JSON.stringify(result, undefined, 2)}\n`);
}
