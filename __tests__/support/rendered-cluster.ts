import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { facts } from "../../components/derived/user-data";
import type { ClusterNode } from "../../lib/address-plan";
import { type Cluster, planCluster } from "../../lib/cluster";
import { type Bundle, contentOf } from "./bundles";
import { pkiOnly, withBundleOutputs } from "../../tools/fixtures/stack-parts";
import { configOf, stackOf } from "../../tools/fixtures/synthesized";
import { Workspace } from "../../tools/fixtures/terraform";

/** A cluster with all that Terraform would lay down on its nodes, certificates and keys among it. */
export interface RenderedCluster {
  readonly cluster: Cluster;
  /** The bundles of a node, in the order in which its steps merge them; the first master lays down the add-ons too. */
  bundlesOf(node: ClusterNode): readonly Bundle[];
}

/** Has Terraform render what it would upload, without AWS and without nodes. */
export async function renderCluster(clusterFile: string, folder: string): Promise<RenderedCluster> {
  const workspace = new Workspace(folder, withBundleOutputs(pkiOnly(stackOf(clusterFile))));
  await workspace.init();
  await workspace.apply();
  const outputs = (await workspace.outputs()) as Readonly<Record<string, Bundle>>;
  const bundlesOf = ({ role, index }: ClusterNode) =>
    ["scripts", "addons_files", `${role}_files`, `${role}_${index}_files`].map((name) => outputs[name]!);
  return { cluster: planCluster(configOf(clusterFile)), bundlesOf };
}

/** Lays a node's files down under a root, as its user data and its steps do. */
export function layDown({ bundlesOf }: RenderedCluster, node: ClusterNode, root: string): void {
  const write = (file: string, content: string, mode: string) => {
    const target = path.join(root, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, content, { mode: parseInt(mode, 8) });
  };
  write("/etc/groundup/facts", contentOf({ lines: facts(node) }), "0644");
  for (const bundle of bundlesOf(node)) {
    for (const [file, { mode, lines }] of Object.entries(bundle)) write(file, contentOf({ lines }), mode);
  }
}
