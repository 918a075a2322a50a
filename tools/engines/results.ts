import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "../../lab/settings";
import { type Engine, nameOf } from "./engine";

const file = path.join(projectRoot, "docs", "engines.json");

/** The result of running an engine. */
export interface EngineResult extends Engine {
  /** YYYY-MM-DD. */
  readonly day: string;
  /** The commit of groundup. */
  readonly commit: string;
  /** The test that the engine ran. */
  readonly ran: string;
  /** Why it failed; undefined if it passed. */
  readonly failure?: string;
  readonly seconds: number;
}

/** The last result of each engine, as docs/versions.md shows it. */
export function engineResults(): readonly EngineResult[] {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as EngineResult[]) : [];
}

/** Replaces the stored result of the same engine. */
export function keepEngineResult(result: EngineResult): void {
  const others = engineResults().filter((it) => nameOf(it) !== nameOf(result));
  const byName = new Intl.Collator("en", { numeric: true });
  const all = [...others, result].sort((one, other) => byName.compare(nameOf(one), nameOf(other)));
  writeFileSync(file, `${JSON.stringify(all, undefined, 2)}\n`);
}
