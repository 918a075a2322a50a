import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { synthesize } from "../constructs/synthesize";
import type { ClusterConfig } from "../lib/config";
import type { PolicyDocument } from "../lib/iam";
import { operatorPolicy } from "../lib/operator-policy";

interface Blocks {
  readonly resource: object;
  readonly data?: object;
}

/** The IAM policy for applying a cluster, from the types of its synthesized resources. */
export function policyOf(config: ClusterConfig): PolicyDocument {
  const outdir = mkdtempSync(join(tmpdir(), "groundup-policy-"));
  try {
    const { resource, data = {} } = JSON.parse(
      readFileSync(`${synthesize(config, outdir)}/cdk.tf.json`, "utf8"),
    ) as Blocks;
    return operatorPolicy([...Object.keys(resource), ...Object.keys(data).map((type) => `data.${type}`)], config);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
