import { mirrored, pin, type PinnedArtifact } from "../../lib/artifacts";
import type { ClusterNode } from "../../lib/address-plan";
import type { ApplyTimeValues, Cluster } from "../../lib/cluster";
import type { Role } from "../../lib/contract/node-name";
import {
  type DescribedUnit,
  type NodeDescription,
  nodeDescriptionVersion,
  renderNodeDescription,
} from "../../lib/contract/node-description";
import { paths, unitPath } from "../../lib/contract/paths";
import { artifactKey } from "../../lib/contract/triggers";
import { renderService, renderTimer, type Service, startedUnit } from "../../lib/render/unit";
import { staticFileNames } from "../../lib/static-files";
import type { Component, NodeFile } from "../component";
import { scriptFile } from "../parts/files";
import { identityStep } from "./issuer";
import { trustOf } from "./node-trust";
import { components } from "../registry";

/**
 * How long a drain may wait for PodDisruptionBudgets, in seconds. Then the drain fails, and the node stays cordoned.
 */
const drainSeconds = 300;

/** The components of a role, in starting order. */
export function componentsOf(role: Role): readonly Component[] {
  return components.filter((component) => component.roles.includes(role));
}

/** The pinned artifacts of a role's nodes. */
export function artifactsOf(cluster: Cluster, role: Role): readonly PinnedArtifact[] {
  return componentsOf(role)
    .flatMap((component) => component.artifacts?.(cluster) ?? [])
    .map((artifact) => pin(artifact, cluster.config.artifacts));
}

/** The archives of images that nodes import, with the URLs that nodes use. */
function imageArchives({ config }: Cluster): { source: string; sha256: string }[] {
  return config.artifacts.imageArchives.map(({ url, sha256 }) => ({
    source: mirrored(url, config.artifacts.mirror),
    sha256,
  }));
}

/** Everything that a role's nodes download. */
export function downloadsOf(cluster: Cluster, role: Role): Pick<NodeDescription, "artifacts" | "imageArchives"> {
  return {
    artifacts: artifactsOf(cluster, role).map(({ name, version, source, sha256, install }) => ({
      ...{ name, version, source, sha256, install },
    })),
    imageArchives: role === "worker" ? imageArchives(cluster) : [],
  };
}

/** The unit files of a service: the service's own file, and that of its timer. */
function unitFiles(service: Service): NodeFile[] {
  const units = { service: renderService(service), timer: renderTimer(service) };
  return Object.entries(units)
    .filter(([, lines]) => lines.length > 0)
    .map(([type, lines]) => ({ path: unitPath(service.name, type), mode: "0600", lines }));
}

/** Removes duplicate files. Two components may share a file if its content is the same in both. */
function unique(files: readonly NodeFile[]): NodeFile[] {
  const byPath = new Map<string, NodeFile>();
  for (const file of files) {
    const other = byPath.get(file.path);
    if (other && JSON.stringify(other) !== JSON.stringify(file))
      throw new Error(`${file.path} is written twice, differently`);
    byPath.set(file.path, file);
  }
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Files that are not in the bundle of every node: one is part of the user data, the other of its own step. */
const otherScripts = ["groundup", identityStep];

/** groundup's scripts, the same on every node. */
export function scriptFiles(): NodeFile[] {
  return staticFileNames("node")
    .filter((name) => !otherScripts.includes(name))
    .map(scriptFile);
}

/** The services of a role. Their names and users are the same on each of its nodes. */
function servicesOf(cluster: Cluster, role: Role): readonly Service[] {
  const [node] = nodesOf(cluster, role);
  return componentsOf(role).flatMap((component) => component.service?.(cluster, node!) ?? []);
}

/**
 * The file with the users that services run as. A step creates these users before it starts any service
 * (node/common.sh).
 */
function systemUsers(cluster: Cluster, role: Role): NodeFile {
  const users = servicesOf(cluster, role).flatMap(({ user }) => user ?? []);
  return {
    path: "/etc/sysusers.d/groundup.conf",
    mode: "0644",
    lines: users.map((user) => `u ${user} - "${user} of groundup"`),
  };
}

/**
 * Keeps Ubuntu's needrestart from restarting groundup's services after unattended upgrades. It would restart them
 * without a drain, on every node at any time, outside of any plan. Its configuration is Perl (needrestart, README.md).
 */
function exemptFromNeedrestart(cluster: Cluster, role: Role): NodeFile {
  return {
    path: "/etc/needrestart/conf.d/groundup.conf",
    mode: "0644",
    lines: servicesOf(cluster, role).map(({ name }) => `$nrconf{override_rc}->{qr(^${name}\\.service$)} = 0;`),
  };
}

/** The nodes of a role. */
export function nodesOf(cluster: Cluster, role: Role): readonly ClusterNode[] {
  return role === "master" ? cluster.masters : cluster.workers;
}

/**
 * The units of a node in the form that the scripts on nodes read: the files of each unit, and the check that it serves.
 */
function unitsOf(cluster: Cluster, node: ClusterNode, values: ApplyTimeValues): DescribedUnit[] {
  return componentsOf(node.role).flatMap((component) => {
    const service = component.service?.(cluster, node);
    const unit = service ? startedUnit(service) : component.systemUnit;
    if (!unit) return [];
    const files = [
      ...(component.files?.(cluster, values) ?? []),
      ...(component.nodeFiles?.(cluster, node, values) ?? []),
    ];
    return {
      unit,
      system: !service,
      ready: component.ready?.(cluster),
      restartSeconds: component.restartSeconds?.(cluster),
      settleSeconds: component.settleSeconds?.(cluster),
      disruptsPods: component.disruptsPods ?? false,
      disruptsApi: component.disruptsApi,
      files: [
        ...(service ? unitFiles(service).map((file) => file.path) : []),
        ...files.filter((file) => !file.reloads).map((file) => file.path),
      ],
      artifacts: (component.artifacts?.(cluster) ?? []).map((artifact) => artifactKey(artifact.name)),
    };
  });
}

/** Settings that no update may change, by their keys in the cluster file (node/refuse-fixed-change). */
function fixedOnceBuilt({ config }: Cluster): Record<string, string> {
  const { serviceCidr, podCidr, dnsAddress, clusterDomain } = config.network;
  return {
    architecture: config.architecture,
    "network.serviceCidr": serviceCidr,
    "network.podCidr": podCidr,
    "network.dnsAddress": dnsAddress,
    "network.clusterDomain": clusterDomain,
  };
}

/**
 * The description that the scripts on a node follow: what to install, the files of each unit, and the starting order.
 */
function nodeDescription(cluster: Cluster, role: Role, values: ApplyTimeValues): NodeFile {
  const [node] = nodesOf(cluster, role);
  const description: NodeDescription = {
    version: nodeDescriptionVersion,
    kubernetes: cluster.release.kubernetes,
    drainSeconds,
    rootVolumeGiB: (role === "master" ? cluster.config.masters : cluster.config.workers).rootVolumeGiB,
    fixed: fixedOnceBuilt(cluster),
    trust: trustOf(cluster, node!),
    ...downloadsOf(cluster, role),
    units: unitsOf(cluster, node!, values),
  };
  return { path: paths.nodeDescription, mode: "0644", lines: renderNodeDescription(description) };
}

/** The files that all nodes of a role share. */
export function roleFiles(cluster: Cluster, role: Role, values: ApplyTimeValues): NodeFile[] {
  return unique([
    nodeDescription(cluster, role, values),
    systemUsers(cluster, role),
    exemptFromNeedrestart(cluster, role),
    ...componentsOf(role).flatMap((component) => component.files?.(cluster, values) ?? []),
  ]);
}

/** The files of one node that other nodes of its role do not share, including its units. */
export function nodeFiles(cluster: Cluster, node: ClusterNode, values: ApplyTimeValues): NodeFile[] {
  return unique(
    componentsOf(node.role).flatMap((component) => {
      const service = component.service?.(cluster, node);
      return [...(service ? unitFiles(service) : []), ...(component.nodeFiles?.(cluster, node, values) ?? [])];
    }),
  );
}
