import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { projectRoot } from "../settings";
import { scenarios } from "./registry";
import type { ScenarioResult } from "./report";

const file = path.join(projectRoot, "docs", "scenarios.json");

/** A stored result, with its day. */
export interface KeptResult extends ScenarioResult {
  /** YYYY-MM-DD. */
  readonly day: string;
}

/** The results that docs/scenarios.md shows. */
export function keptResults(): readonly KeptResult[] {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as KeptResult[]) : [];
}

/** Replaces the stored result of the same scenario, for docs/scenarios.md. */
export async function keepResult(result: ScenarioResult): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  const all = [...keptResults(), { ...result, day }];
  const kept = scenarios.flatMap(({ name }) => all.filter((it) => it.name === name).slice(-1));
  await writeFile(file, `${JSON.stringify(kept, undefined, 2)}\n`);
}
