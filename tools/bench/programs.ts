import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "./statistics";

const project = join(__dirname, "..", "..");

/** A program whose whole run is timed. */
export interface Program {
  readonly name: string;
  readonly command: readonly string[];
  /** Text of the cluster file that it reads. @default an empty file */
  readonly clusterFile?: string;
}

/**
 * Median times of programs in milliseconds, by name. They run in turn, so that other work on the machine affects all
 * alike.
 */
export function timePrograms(programs: readonly Program[], rounds: number): Readonly<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), "groundup-bench-"));
  try {
    const runs = programs.map((program, index) => () => timeOf(program, join(folder, String(index))));
    for (const run of runs) run();
    const times = Array.from({ length: rounds }, () => runs.map((run) => run()));
    return Object.fromEntries(programs.map(({ name }, index) => [name, median(times.map((row) => row[index]!))]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function timeOf({ command, clusterFile = "" }: Program, outdir: string): number {
  const [file, ...args] = command;
  writeFileSync(`${outdir}.yaml`, clusterFile);
  const env = { ...process.env, CDKTF_OUTDIR: outdir, CLUSTER_FILE: `${outdir}.yaml` };
  const start = performance.now();
  execFileSync(file!, args, { cwd: project, env, stdio: "ignore" });
  return performance.now() - start;
}
