import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileTrouble } from "../user-error";
import { checkClusterConfig, parseClusterConfig, type ParsedConfig, type ParseOptions } from "./parse";
import { ConfigError } from "./problem";
import type { Rule } from "./rules/rule";

/**
 * Reads a cluster file and the files that it names. Their paths are relative to the cluster file.
 * @param file path of the file, as the user gave it
 * @param rules more rules, in addition to the rules of the keys; components/derived/cluster-file.ts adds those of components
 * @throws ConfigError with all problems at once
 */
export function readClusterConfig(file: string, rules: readonly Rule[]): ParsedConfig {
  return parseClusterConfig(clusterText(file), { file, readJson: jsonReader(dirname(file)), rules });
}

/**
 * Checks an object that has the keys of a cluster file, and reads the files that it names.
 * @param folder the folder that their paths are relative to
 * @throws ConfigError with all problems at once
 */
export function clusterConfigOf(
  value: unknown,
  folder: string,
  options: Pick<ParseOptions, "rules" | "existingNetwork">,
): ParsedConfig {
  return checkClusterConfig(value, { file: "cluster configuration", readJson: jsonReader(folder), ...options });
}

const jsonReader = (folder: string) => (path: string) => JSON.parse(readText(resolve(folder, path))) as unknown;

function clusterText(file: string): string {
  try {
    return readText(file);
  } catch (error) {
    const remedy =
      "name another file with --cluster or CLUSTER_FILE, or create this file: an empty file gives the default cluster";
    const found = error instanceof Error ? error.message : String(error);
    throw new ConfigError(file, [{ path: file, found, wanted: "a cluster file that can be read", remedy }]);
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(fileTrouble(error), { cause: error });
  }
}
