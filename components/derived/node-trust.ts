import type { ClusterNode } from "../../lib/address-plan";
import type { Cluster } from "../../lib/cluster";
import { authorityNames } from "../../lib/contract/authorities";
import type { NodeDescription } from "../../lib/contract/node-description";
import { acceptedIssuers, issuerOf } from "../../lib/identity";
import type { NodeFile } from "../component";
import { mark, marks } from "./marks";
import { components } from "../registry";

type Trust = NodeDescription["trust"];

/**
 * The certificates and keys of a node that must agree: each leaf with its CA, and the key that signs tokens with the
 * keys that verify them. It reads them from the files of the node's components.
 */
export function trustOf(cluster: Cluster, node: ClusterNode): Trust {
  const files = components
    .filter(({ roles }) => roles.includes(node.role))
    .flatMap((it) => [...(it.files?.(cluster, marks) ?? []), ...(it.nodeFiles?.(cluster, node, marks) ?? [])]);
  const byContent = pathsByContent(files);
  const pathsOf = (kind: string, name: string) => byContent.get(mark(kind, name)) ?? [];
  const certificates = components.flatMap((component) => component.certificates?.(cluster) ?? []);
  return {
    authorities: authorityNames.flatMap((name) => {
      const signed = certificates.filter(({ authority }) => authority === name);
      const leaves = signed.flatMap((leaf) => pathsOf("certificate", leaf.name));
      return pathsOf("authority", name).map((authority) => ({ authority, leaves }));
    }),
    tokens: pathsOf("key", "service-account").flatMap((signs) =>
      pathsOf("public keys", "service-account").map((checks) => ({ signs, checks })),
    ),
    ...issuers(cluster, node),
  };
}

/** A single API server always accepts its own tokens, so only several masters must agree on issuers. */
function issuers({ config, masters }: Cluster, { role }: ClusterNode): Pick<Trust, "issuers" | "awsIssuer"> {
  const { identity } = config.aws;
  if (role !== "master" || !identity) return {};
  return {
    ...(masters.length > 1 && { issuers: [...acceptedIssuers(config)] }),
    ...(identity.tokens === "issued" && { awsIssuer: issuerOf(config)!.url }),
  };
}

/** The paths of files by content, for files with a single certificate or key. Components may share a file. */
function pathsByContent(files: readonly NodeFile[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { path, lines } of files) {
    const [content, ...more] = lines;
    const others = found.get(content ?? "") ?? [];
    if (content !== undefined && more.length === 0 && !others.includes(path)) found.set(content, [...others, path]);
  }
  return found;
}
