import { type CheckedClusterConfig, checkClusterObject } from "../components/cluster-file";
import type { ClusterFileContent, Rule } from "../lib/config";

/** How a configuration is checked. */
export interface ClusterConfigOptions {
  /**
   * Whether the cluster uses an existing network. `network` then describes that network, and groundup creates none of it.
   * @default false
   */
  readonly existingNetwork?: boolean;
  /**
   * What paths in the configuration (`artifacts.checksums`) are relative to.
   * @default the working folder
   */
  readonly folder?: string;
}

/** A stack that is not groundup's own has a backend already. */
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
 * Checks a cluster's configuration, as `npm run synth` checks a cluster file: by the same schema and the same rules.
 * @param cluster what may stand in a cluster file (docs/cluster-file.md); values that exist only after an apply are refused
 * @throws ConfigError with all problems at once
 */
export function clusterConfig(cluster: ClusterFileContent, options: ClusterConfigOptions = {}): CheckedClusterConfig {
  const { existingNetwork, folder = "." } = options;
  return checkClusterObject(cluster, { folder, existingNetwork, rules: [foreignStack] });
}
