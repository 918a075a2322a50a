import type { ApplyTimeValues, Cluster } from "../../lib/cluster";
import { paths } from "../../lib/contract/paths";
import { renderKubeconfig } from "../../lib/render/kubeconfig";
import { yamlDocuments } from "../../lib/render/yaml";
import type { Component, Manifest, NodeFile } from "../component";
import { balancedServer, localServer } from "../parts/kubeconfigs";
import { marks } from "./marks";
import { components } from "../registry";

/** A kubeconfig with embedded credentials. */
function embeddedKubeconfig(cluster: Cluster, values: ApplyTimeValues, name: string, server: string): string[] {
  return renderKubeconfig({
    cluster: cluster.config.name,
    server,
    user: name,
    authority: { base64: values.base64(values.authority("kubernetes")) },
    certificate: { base64: values.base64(values.certificate(name)) },
    key: { base64: values.base64(values.privateKey(name)) },
  });
}

/** The kubeconfig that people use. */
export function adminKubeconfig(cluster: Cluster, values: ApplyTimeValues): string[] {
  return embeddedKubeconfig(cluster, values, "admin", balancedServer(values));
}

/**
 * The label of an optional component's objects. groundup owns the objects with this label, and may change and remove
 * them.
 */
const componentLabel = "groundup/component";

function objectsOf(component: Component, cluster: Cluster, values: ApplyTimeValues): Manifest[] {
  const objects = component.manifests?.(cluster, values) ?? [];
  return component.optional ? objects.map((object) => labelled(object, component.name)) : [...objects];
}

function labelled(object: Manifest, component: string): Manifest {
  const { labels, ...metadata } = object.metadata;
  return { ...object, metadata: { ...metadata, labels: { ...(labels as object), [componentLabel]: component } } };
}

/** The objects of the components that the cluster file wants. */
function wantedObjects(cluster: Cluster, values: ApplyTimeValues): Manifest[] {
  return components
    .filter(({ optional }) => optional?.wanted(cluster) ?? true)
    .flatMap((component) => objectsOf(component, cluster, values));
}

/** The optional components in the form that the step reads: their objects, and the objects that use them. */
function optionalComponents(cluster: Cluster) {
  return components.flatMap((component) => {
    const { name, optional } = component;
    if (!optional) return [];
    const objects = objectsOf(component, cluster, marks).map(({ apiVersion, kind, metadata }) => ({
      apiVersion,
      kind,
      metadata: { name: metadata.name, namespace: metadata.namespace },
    }));
    return { component: name, key: optional.key, wanted: optional.wanted(cluster), usedBy: optional.usedBy, objects };
  });
}

/** The credential with which steps reach the API before groundup's RBAC exists. */
export const addonsKubeconfig = (cluster: Cluster, values: ApplyTimeValues): NodeFile => ({
  path: `${paths.addons}/kubeconfig`,
  mode: "0600",
  lines: embeddedKubeconfig(cluster, values, "super-admin", localServer),
  shown: [],
});

/** The provider IDs of workers, for Nodes that registered before their kubelet knew them. */
function providerIds({ workers }: Cluster, values: ApplyTimeValues): NodeFile {
  const entries = workers.map(({ hostname, name }) => [hostname, values.providerId(name)]);
  const lines = JSON.stringify(Object.fromEntries(entries), null, 2).split("\n");
  return { path: paths.providerIds, mode: "0600", lines };
}

/** The cluster's own objects, and the credential that can create them before groundup's RBAC exists. */
export function addonFiles(cluster: Cluster, values: ApplyTimeValues): NodeFile[] {
  return [
    addonsKubeconfig(cluster, values),
    {
      path: paths.manifests,
      mode: "0600",
      lines: yamlDocuments(wantedObjects(cluster, values)),
      shown: yamlDocuments(wantedObjects(cluster, marks)),
    },
    {
      path: paths.optionalComponents,
      mode: "0600",
      lines: JSON.stringify(optionalComponents(cluster), null, 2).split("\n"),
    },
    ...(cluster.config.aws.loadBalancers ? [providerIds(cluster, values)] : []),
  ];
}
