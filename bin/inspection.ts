import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { portDocument } from "../components/derived/port-table";
import { synthesize } from "../constructs/synthesize";
import { planCluster } from "../lib/cluster";
import type { ClusterConfig } from "../lib/config";
import { receivedFiles, type StackJson, type Tree } from "../review/inspection";

/** Everything that a cluster's nodes will receive, and its table of ports: the files that `groundup inspect` writes. */
export function inspection(config: ClusterConfig): Tree {
  const outdir = mkdtempSync(join(tmpdir(), "groundup-inspect-"));
  try {
    const stack = JSON.parse(readFileSync(`${synthesize(config, outdir)}/cdk.tf.json`, "utf8")) as StackJson;
    return { ...receivedFiles(stack), "ports.md": portDocument(planCluster(config)) };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
