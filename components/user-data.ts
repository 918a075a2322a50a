import { parse } from "yaml";
import type { ClusterNode } from "../lib/address-plan";
import type { Cluster } from "../lib/cluster";
import type { Role } from "../lib/contract/node-name";
import { yamlLines } from "../lib/render/yaml";
import { staticFile } from "../lib/static-files";
import { downloadsOf } from "./bundle";
import { paths } from "../lib/contract/paths";

interface CloudConfig {
  write_files: { path: string; permissions?: string; content: string }[];
}

const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");

/** The guide's facts about a node, where it can read them: its name and its pods' range. */
export function facts(node: ClusterNode): string[] {
  return [`name=${node.name}`, `role=${node.role}`, ...(node.podCidr ? [`pod-cidr=${node.podCidr}`] : [])];
}

/** What a node downloads before its first step: that much of its description. */
function headStartOf(cluster: Cluster, role: Role) {
  const { artifacts, imageArchives } = downloadsOf(cluster, role);
  // EC2 limits user data to 16 KB.
  return { artifacts: artifacts.map(({ version: _, ...artifact }) => artifact), imageArchives };
}

/** cloudinit/node.yaml with what all nodes of a role are told; write_files stands last. */
function sharedLines(cluster: Cluster, role: Role, authorizedKey?: string): string[] {
  const [header, ...body] = staticFile("cloudinit", "node.yaml");
  const { write_files: files, ...config } = parse(body.join("\n")) as CloudConfig;
  const script = (path: string, name: string) => ({
    path,
    permissions: "0755",
    content: text(staticFile("node", name)),
  });
  const headStart = `${JSON.stringify(headStartOf(cluster, role), null, 1)}\n`;
  const added = [
    { path: paths.headStart, content: headStart },
    script(paths.command, "groundup"),
    ...["packages", "fetch", "install-artifact", "head-start"].map((name) => script(`${paths.scripts}/${name}`, name)),
  ];
  const login = authorizedKey === undefined ? {} : { ssh_authorized_keys: [authorizedKey] };
  return [header!, ...yamlLines({ ...config, ...login, write_files: [...files, ...added] })];
}

/**
 * The user data of a role's nodes: cloudinit/node.yaml with each node's facts. Under EC2's limit of 16 KB, and
 * without secrets. What nodes share is rendered once.
 * @param authorizedKey public key of whoever may log in, where no EC2 key pair says it; it may be apply-time
 */
export function userDataOf(cluster: Cluster, role: Role, authorizedKey?: string): (node: ClusterNode) => string {
  const shared = sharedLines(cluster, role, authorizedKey);
  return (node) => {
    const own = yamlLines([{ path: paths.facts, content: text(facts(node)) }]);
    return text([...shared, ...own.map((line) => `  ${line}`)]);
  };
}
