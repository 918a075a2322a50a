import { parse } from "yaml";
import type { ClusterNode } from "../lib/address-plan";
import type { Cluster } from "../lib/cluster";
import { yamlLines } from "../lib/render/yaml";
import { staticFile } from "../lib/static-files";
import { artifactsOf, imageArchives } from "./bundle";
import { paths } from "./paths";

interface CloudConfig {
  write_files: { path: string; permissions?: string; content: string }[];
}

const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");

/** The guide's facts about a node, where it can read them: its name and its pods' range. */
export function facts(node: ClusterNode): string[] {
  return [`name=${node.name}`, `role=${node.role}`, ...(node.podCidr ? [`pod-cidr=${node.podCidr}`] : [])];
}

/** What a node may download and install before the first step asks for it. */
function headStart(cluster: Cluster, node: ClusterNode): string {
  const artifacts = artifactsOf(cluster, node.role).map(({ name, source, sha256, install }) => ({
    name,
    source,
    sha256,
    install,
  }));
  return `${JSON.stringify({ artifacts, imageArchives: node.role === "worker" ? imageArchives(cluster) : [] }, null, 1)}\n`;
}

/** A node's user data: cloudinit/node.yaml with its facts. Under EC2's limit of 16 KB, and without secrets. */
export function userData(cluster: Cluster, node: ClusterNode): string {
  const [header, ...body] = staticFile("cloudinit", "node.yaml");
  const config = parse(body.join("\n")) as CloudConfig;
  const script = (path: string, name: string) => ({
    path,
    permissions: "0755",
    content: text(staticFile("files", name)),
  });
  config.write_files.push(
    { path: "/etc/groundup/facts", content: text(facts(node)) },
    { path: "/etc/groundup/artifacts.json", content: headStart(cluster, node) },
    script("/usr/local/sbin/groundup", "groundup"),
    ...["packages", "fetch", "install-artifact", "head-start"].map((name) => script(`${paths.scripts}/${name}`, name)),
  );
  return text([header!, ...yamlLines(config)]);
}
