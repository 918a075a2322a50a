import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readClusterFile } from "../components/cluster-file";
import { portDocument } from "../components/port-table";
import { synthesize } from "../constructs/synthesize";
import { planCluster } from "../lib/cluster";
import { clusterFileVariable, runCommand } from "../lib/command-line";
import { clusterFile, type ClusterConfig, shownPath } from "../lib/config";
import { receivedFiles, type StackJson, type Tree } from "../review/inspection";
import { writing } from "../lib/user-error";
import { replaceFolder } from "./replace-folder";

const project = join(__dirname, "..");

/** Everything that a cluster's nodes will receive, and its table of ports: the files that `npm run inspect` writes. */
export function inspection(config: ClusterConfig): Tree {
  const outdir = mkdtempSync(join(tmpdir(), "groundup-inspect-"));
  try {
    const stack = JSON.parse(readFileSync(`${synthesize(config, outdir)}/cdk.tf.json`, "utf8")) as StackJson;
    return { ...receivedFiles(stack), "ports.md": portDocument(planCluster(config)) };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

const command = {
  call: "npm run inspect",
  does: [
    "Writes all files that the nodes will receive, in a folder for each node, and the table of ports, to inspect/.",
  ],
  environment: clusterFileVariable,
};

if (require.main === module) {
  void runCommand(command, () => {
    const { config } = readClusterFile(clusterFile(project));
    const folder = join(project, "inspect");
    const shown = shownPath(folder, project);
    writing(shown, () => replaceFolder(folder, inspection(config)));
    console.log(`The files of each node of ${config.name} are in ${shown}, the ports in ${shown}/ports.md`);
  });
}
