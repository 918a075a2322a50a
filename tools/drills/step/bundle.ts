import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { parseClusterFile } from "../../../components/derived/cluster-file";
import { addonFiles } from "../../../components/derived/addons";
import { nodeFiles, roleFiles } from "../../../components/derived/bundle";
import type { NodeFile } from "../../../components/component";
import { userDataOf } from "../../../components/derived/user-data";
import { run } from "../../../lab/host/shell";
import type { ClusterNode } from "../../../lib/address-plan";
import { type ApplyTimeValues, type Cluster, planCluster } from "../../../lib/cluster";
import { parseNodeDescription, renderNodeDescription } from "../../../lib/contract/node-description";
import type { Role } from "../../../lib/contract/node-name";
import { paths, unitPath } from "../../../lib/contract/paths";
import { makePki } from "../etcd/pki";
import { unpackEtcd } from "../etcd/release";
import { type Archive, archivesOf } from "./archives";
import type { BundleName } from "./steps";

/** What Terraform uploads to a node. */
export interface Uploads {
  /** The files of its user data. */
  readonly userData: readonly { readonly path: string; readonly permissions?: string; readonly content: string }[];
  /**
   * The bundle of its first step; that of a later update, which changes programs, files and units, adds some, and lacks
   * some; and that of the cluster's own objects.
   */
  readonly bundles: Readonly<Record<BundleName, string>>;
  /** The address on which the node listens. */
  readonly address: string;
}

/**
 * The cluster file of each role's drill, and the additions of a later one. A single master is a complete etcd cluster.
 */
const clusters: Readonly<Record<Role, { readonly first: string; readonly second: string }>> = {
  worker: {
    first: "",
    second: "kubelet: { extraConfig: { maxPods: 60 } }\ncontainerd: { extraConfig: { oom_score: -998 } }",
  },
  master: {
    first: "masters: { count: 1 }\n",
    second:
      "encryption: { keys: [{ name: key1, provider: secretbox }, { name: key2, provider: secretbox }] }\netcd: { snapshots: { keep: 9 } }",
  },
};

const earlier = unitPath("groundup-earlier");

/** Files of an earlier release that a later bundle lacks. */
const ofEarlierRelease: readonly NodeFile[] = [
  { path: `${paths.groundup}/earlier`, mode: "0600", lines: ["of an earlier release"] },
  {
    path: earlier,
    mode: "0600",
    lines: ["[Service]", "ExecStart=/usr/bin/sleep infinity", "", "[Install]", "WantedBy=multi-user.target"],
  },
];

/**
 * Renders what Terraform uploads to a node, with stand-ins for the programs.
 * @param folder receives the archives of programs, in `downloads`
 * @param scripts folder of the nodes' scripts
 */
export async function renderUploads(role: Role, folder: string, scripts: string, program: string): Promise<Uploads> {
  for (const name of ["pki", "downloads", "etcd"]) mkdirSync(path.join(folder, name));
  const etcd = path.join(folder, "etcd");
  if (role === "master") await unpackEtcd(etcd);
  const { first, second } = clusters[role];
  const before = planOf(first, role);
  const after = planOf(first + second, role);
  const values = await applyTimeValues(path.join(folder, "pki"), before.node.address);
  const render = async ({ cluster, node }: Plan, version: string) => {
    const files = [...scriptsOf(scripts), ...roleFiles(cluster, role, values), ...nodeFiles(cluster, node, values)];
    const isEarlier = version === "1";
    const archive = archivesOf(folder, program, etcd, version);
    return JSON.stringify(await bundleOf([...files, ...(isEarlier ? ofEarlierRelease : [])], archive, isEarlier));
  };
  const objects = addonFiles(after.cluster, values);
  const { write_files: userData } = parse(userDataOf(before.cluster, role)(before.node)) as {
    write_files: Uploads["userData"];
  };
  return {
    userData,
    bundles: {
      first: await render(before, "1"),
      second: await render(after, "2"),
      addons: JSON.stringify(Object.fromEntries([...scriptsOf(scripts), ...objects].map(entry))),
    },
    address: before.node.address,
  };
}

interface Plan {
  readonly cluster: Cluster;
  readonly node: ClusterNode;
}

function planOf(text: string, role: Role): Plan {
  const { config } = parseClusterFile(text);
  const cluster = planCluster(config);
  return { cluster, node: cluster[`${role}s`][0]! };
}

function scriptsOf(folder: string): NodeFile[] {
  const names = readdirSync(folder).filter((name) => name !== "groundup");
  return names.map((name) => ({
    path: `${paths.scripts}/${name}`,
    mode: "0755",
    lines: readFileSync(path.join(folder, name), "utf8").trimEnd().split("\n"),
  }));
}

/** Files as Terraform uploads them, with artifacts that the host has. */
async function bundleOf(files: readonly NodeFile[], archive: Archive, isEarlier: boolean) {
  const bundle: NodeFile[] = [];
  for (const file of files) {
    let { lines } = file;
    if (file.path === paths.nodeDescription) {
      const description = parseNodeDescription(lines.join("\n"))!;
      for (const artifact of description.artifacts) Object.assign(artifact, await archive(artifact.install));
      const unit = {
        unit: path.basename(earlier),
        system: false,
        disruptsPods: false,
        files: [earlier],
        artifacts: [],
      };
      if (isEarlier) description.units.push(unit);
      lines = renderNodeDescription(description);
    }
    bundle.push({ ...file, lines });
  }
  return Object.fromEntries(bundle.map(entry));
}

const entry = ({ path: at, mode, lines }: NodeFile) => [at, { mode, owner: "root:root", lines }] as const;

/** Stand-ins for the values of an apply. All certificates are the same one, signed by one CA. */
async function applyTimeValues(folder: string, address: string): Promise<ApplyTimeValues> {
  await makePki(folder, [address]);
  const pem = (name: string) => readFileSync(path.join(folder, name), "utf8").trimEnd();
  const publicKey = (await run(["openssl", "pkey", "-in", path.join(folder, "key"), "-pubout"])).trimEnd();
  return {
    loadBalancerName: "load-balancer.invalid",
    certificate: () => pem("crt"),
    authority: () => pem("ca.crt"),
    privateKey: () => pem("key"),
    publicKeys: () => publicKey,
    encryptionKey: (name) => createHash("sha256").update(name).digest("base64"),
    instance: (node) => `i-${node}`,
    providerId: (node) => `aws:///us-east-2a/i-${node}`,
    network: { vpc: "vpc-0", subnets: ["subnet-0"], loadBalancerSubnets: ["subnet-0"] },
    founders: "i-master-0",
    etcdVolume: (node) => `vol-${node}`,
    podRole: (name) => `arn:aws:iam::123456789012:role/${name}`,
    base64: (value) => Buffer.from(value).toString("base64"),
  };
}
