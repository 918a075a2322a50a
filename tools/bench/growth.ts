import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseClusterFile } from "../../components/derived/cluster-file";
import { synthesize } from "../../constructs/synthesize";
import { median } from "./statistics";

/** The cost of clusters of one size. */
export interface Size {
  readonly workers: number;
  /** Median processor time of a synthesis in a process that has synthesized before. */
  readonly milliseconds: number;
  /** Length of its cdk.tf.json. */
  readonly bytes: number;
}

/**
 * Synthesizes clusters of each size in turn, several times, so that other work on the machine affects all sizes alike.
 */
export function measureGrowth(sizes: readonly number[], rounds: number): Size[] {
  const outdir = mkdtempSync(join(tmpdir(), "groundup-bench-"));
  try {
    for (const workers of sizes) synthesis(workers, outdir);
    const runs = Array.from({ length: rounds }, () => sizes.map((workers) => synthesis(workers, outdir)));
    return sizes.map((workers, index) => ({
      workers,
      milliseconds: median(runs.map((run) => run[index]!.milliseconds)),
      bytes: runs[0]![index]!.bytes,
    }));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function synthesis(workers: number, outdir: string): Omit<Size, "workers"> {
  const text = `{ network: { subnets: [{ cidr: 172.31.0.0/22 }], maxRoutes: 1000 }, workers: { count: ${workers} } }`;
  const { config } = parseClusterFile(text);
  const before = process.cpuUsage();
  const stack = synthesize(config, outdir);
  const { user, system } = process.cpuUsage(before);
  return { milliseconds: (user + system) / 1000, bytes: statSync(`${stack}/cdk.tf.json`).size };
}
