/** groundup in somebody's own CDKTF app: docs/library.md. Nothing else is public. */
export type { CheckedClusterConfig } from "./components/derived/cluster-file";
export { clusterConfig, type ClusterConfigOptions } from "./constructs/cluster-config";
export type { ExistingNetwork } from "./constructs/existing-network";
export type { ClusterAttributes, KubernetesClusterProps } from "./constructs/cluster-parts";
export { KubernetesCluster } from "./constructs/kubernetes-cluster";
export type { NodeAttributes } from "./constructs/nodes";
export { type ClusterConfig, type ClusterFileContent, ConfigError, type Problem } from "./lib/config";
