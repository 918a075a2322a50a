/** groundup in somebody's own CDKTF app: docs/library.md. Nothing else is public. */
export { type CheckedClusterConfig, clusterConfig, type ClusterConfigOptions } from "./constructs/cluster-config";
export type { ExistingNetwork } from "./constructs/existing-network";
export { KubernetesCluster, type KubernetesClusterProps } from "./constructs/kubernetes-cluster";
export type { NodeAttributes } from "./constructs/nodes";
export { type ClusterConfig, type ClusterFileContent, ConfigError, type Problem } from "./lib/config";
