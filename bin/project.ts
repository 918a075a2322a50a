import { join } from "node:path";
import { readClusterFile } from "../components/derived/cluster-file";
import type { Option } from "../lib/command-line";
import * as config from "../lib/config";

/** The project is where the user stands. npm runs scripts in the folder of its package.json. */
const folder = (): string => process.cwd();

/** The options of every command on a cluster file. */
export const clusterOption = {
  cluster: {
    type: "string",
    value: "FILE",
    says: "the cluster file; default: CLUSTER_FILE, else cluster.yaml in the project's folder",
  },
} as const satisfies Readonly<Record<string, Option>>;

/** The option of every command that writes into a folder. */
export const outOption = (otherwise: string) =>
  ({
    out: {
      type: "string",
      value: "FOLDER",
      says: `the folder to write to; default: ${otherwise} in the project's folder`,
    },
  }) as const satisfies Readonly<Record<string, Option>>;

/** A path that the user gave. */
export const userPath = (path: string): string => config.userPath(path, folder());

/** A path as the user would write it. */
export const shownPath = (path: string): string => config.shownPath(path, folder());

/** The folder that the user named, else the one of that name in the project. */
export const outFolder = (given: string | undefined, otherwise: string): string =>
  given === undefined ? join(folder(), otherwise) : userPath(given);

/**
 * Reads the cluster file that the user named.
 * @throws ConfigError with all problems at once
 */
export const readCluster = (given: string | undefined) => readClusterFile(config.clusterFile(folder(), given));
