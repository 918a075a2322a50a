import { parse } from "yaml";
import type { ClusterNode } from "../../lib/address-plan";
import type { Cluster } from "../../lib/cluster";
import type { Role } from "../../lib/contract/node-name";
import { yamlLines } from "../../lib/render/yaml";
import { staticFile } from "../../lib/static-files";
import { downloadsOf } from "./bundle";
import { paths } from "../../lib/contract/paths";

interface CloudConfig {
  write_files: { path: string; permissions?: string; content: string }[];
}

const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");

/** The guide's facts about a node, as the lines of a file: its name, its role and its pod range. */
export function facts(node: ClusterNode): string[] {
  return [`name=${node.name}`, `role=${node.role}`, ...(node.podCidr ? [`pod-cidr=${node.podCidr}`] : [])];
}

/** The part of a node's description that lists the downloads before its first step. */
function headStartOf(cluster: Cluster, role: Role) {
  const { artifacts, imageArchives } = downloadsOf(cluster, role);
  // EC2 limits user data to 16 KB.
  return { artifacts: artifacts.map(({ version: _, ...artifact }) => artifact), imageArchives };
}

/** The lines of cloudinit/node.yaml with the values that all nodes of a role share. write_files is last. */
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
 * The user data of a role's nodes: cloudinit/node.yaml with each node's facts. It is below EC2's limit of 16 KB, and
 * contains no secrets. The shared part is rendered once.
 * @param authorizedKey public key of the login user, if no EC2 key pair sets it; it may be apply-time
 */
export function userDataOf(cluster: Cluster, role: Role, authorizedKey?: string): (node: ClusterNode) => string {
  const shared = sharedLines(cluster, role, authorizedKey);
  return (node) => {
    const own = yamlLines([{ path: paths.facts, content: text(facts(node)) }]);
    return text([...shared, ...own.map((line) => `  ${line}`)]);
  };
}
