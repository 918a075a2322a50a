import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readClusterFile } from "../components/cluster-file";
import { synthesize } from "../constructs/synthesize";
import { clusterFileVariable, runCommand } from "../lib/command-line";
import { clusterFile, type ClusterConfig, userPath } from "../lib/config";
import { operatorPolicy, type PolicyDocument } from "../lib/operator-policy";

const project = join(__dirname, "..");

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

const command = {
  call: "npm run --silent iam-policy",
  does: ["Prints the IAM policy for planning, applying and destroying the cluster of a cluster file, as JSON."],
  example: "npm run --silent iam-policy -- --cluster examples/three-zones.yaml > policy.json",
  options: {
    cluster: { type: "string", value: "FILE", says: "the cluster file; default: CLUSTER_FILE, else the project's own" },
  },
  environment: clusterFileVariable,
} as const;

if (require.main === module) {
  void runCommand(command, ({ options: { cluster } }) => {
    const file = clusterFile(project, cluster === undefined ? undefined : userPath(cluster, project));
    console.log(JSON.stringify(policyOf(readClusterFile(file).config), undefined, 2));
  });
}
