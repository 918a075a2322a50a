import { type CheckedClusterConfig, checkClusterObject } from "../components/derived/cluster-file";
import type { ClusterFileContent, Rule } from "../lib/config";

/** Options for checking a configuration. */
export interface ClusterConfigOptions {
  /**
   * Whether the cluster uses an existing network. `network` then describes that network, and groundup creates none of
   * it.
   * @default false
   */
  readonly existingNetwork?: boolean;
  /**
   * The folder that paths in the configuration (`artifacts.checksums`) are relative to.
   * @default the working folder
   */
  readonly folder?: string;
}

/** Refuses `backend`: a stack of a user's own app has a backend already. */
const foreignStack: Rule = {
  reads: ["backend"],
  check: ({ backend }) =>
    backend.s3
      ? [
          {
            path: "backend.s3",
            found: "a backend",
            wanted: "none: the stack that holds the cluster has its own",
            remedy: "remove it here, and give it to the stack",
          },
        ]
      : [],
};

/**
 * Checks a cluster's configuration with the same schema and rules as `npm run synth`.
 * @param cluster the content of a cluster file (docs/cluster-file.md); apply-time values are refused
 * @throws ConfigError with all problems at once
 */
export function clusterConfig(cluster: ClusterFileContent, options: ClusterConfigOptions = {}): CheckedClusterConfig {
  const { existingNetwork, folder = "." } = options;
  return checkClusterObject(cluster, { folder, existingNetwork, rules: [foreignStack] });
}
