import { basename } from "node:path";
import { addonFiles, adminKubeconfig } from "../../components/addons";
import { nodeFiles, roleFiles } from "../../components/bundle";
import type { NodeFile } from "../../components/component";
import { userDataOf } from "../../components/user-data";
import type { ClusterNode } from "../../lib/address-plan";
import { type ApplyTimeValues, type Cluster, planCluster } from "../../lib/cluster";
import type { Tree } from "../../lib/inspection";
import { parsePlan } from "../../lib/review/plan";
import { renderMarkdown } from "../../lib/review/render-markdown";
import { renderText } from "../../lib/review/render-text";
import { type Review, reviewPlan } from "../../lib/review/review";
import { kubernetesVersions } from "../../lib/versions";
import { recordedPlans } from "./recorded-plans";
import { addressesOf, clusterFiles, configOf, libraryStack, stackOfFile } from "./synthesized";

/** What only an apply knows, as words that can be told apart in a document. */
export const fakeValues: ApplyTimeValues = {
  loadBalancerName: "<load-balancer>",
  certificate: (name) => `<certificate ${name}>`,
  privateKey: (name) => `<private key ${name}>`,
  authority: (name) => `<authority ${name}>`,
  publicKeys: (name) => `<public keys ${name}>`,
  encryptionKey: (name) => `<encryption key ${name}>`,
  instance: (node) => `<instance ${node}>`,
  founders: "<instances of the founders>",
  etcdVolume: (node) => `<volume ${node}>`,
  base64: (value) => `<base64 of ${value}>`,
};

/** A cluster of a cluster file's text. */
export const clusterOf = (text = ""): Cluster => planCluster(configOf(text));

/** A cluster file with copies of snapshots in S3. */
export const copiesInS3 =
  "masters: { instanceProfile: masters }\netcd: { snapshots: { s3: { bucket: my-snapshots } } }\n";

/** Everything that `npm run golden` writes, by folder in `__tests__`. */
export const goldenFolders: Readonly<Record<string, () => Tree>> = {
  ...Object.fromEntries(kubernetesVersions.map((version) => [`golden/${version}`, () => documents(version)])),
  "golden/copies-in-s3": () => changedBy(copiesInS3),
  "constructs/addresses": addresses,
  "lib/review/reviews": reviews,
};

/** What people read of each recorded plan. */
function reviews(): Tree {
  const rendered = Object.entries(recordedPlans()).map(([name, json]): [string, Review] => [
    name,
    reviewPlan(parsePlan(json)),
  ]);
  return Object.fromEntries(
    rendered.flatMap(([name, review]) => [
      [`${name}.txt`, renderText(review, false)],
      [`${name}.md`, renderMarkdown(review)],
    ]),
  );
}

const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");

const tree = (folder: string, files: readonly NodeFile[]) =>
  files.map(({ path, lines }) => [folder + path, text(lines)]);

function filesOf(cluster: Cluster, node: ClusterNode): string[][] {
  return [
    ...tree(node.name, [...roleFiles(cluster, node.role, fakeValues), ...nodeFiles(cluster, node, fakeValues)]),
    [`${node.name}/user-data.yaml`, userDataOf(cluster, node.role)(node)],
  ];
}

/** Every rendered document of one master, one worker and the cluster's objects. */
function documents(version: string): Tree {
  const cluster = clusterOf(`kubernetes: { version: ${version} }`);
  return Object.fromEntries([
    ...filesOf(cluster, cluster.masters[0]!),
    ...filesOf(cluster, cluster.workers[0]!),
    ...addonFiles(cluster, fakeValues).map(({ path, lines }) => [`addons/${basename(path)}`, text(lines)]),
    ["admin.conf", text(adminKubeconfig(cluster, fakeValues))],
  ]);
}

/** The documents of a master that a cluster file changes. */
function changedBy(clusterFile: string): Tree {
  const [plain, changed] = ["", clusterFile].map((text) => {
    const cluster = clusterOf(text);
    return Object.fromEntries(filesOf(cluster, cluster.masters[0]!)) as Tree;
  });
  return Object.fromEntries(Object.entries(changed!).filter(([path, content]) => plain![path] !== content));
}

/** A changed address makes Terraform destroy and create: every one is written down. */
function addresses(): Tree {
  return Object.fromEntries([
    ...clusterFiles.map((file) => [basename(file).replace(".yaml", ".txt"), text(addressesOf(stackOfFile(file)))]),
    ["library.txt", text(addressesOf(libraryStack()))],
  ]);
}
