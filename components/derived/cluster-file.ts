import { type ClusterConfig, type ClusterFileContent, quotaCautions, type Rule } from "../../lib/config";
import { parseClusterConfig, type ParsedConfig } from "../../lib/config/parse";
import { clusterConfigOf, readClusterConfig } from "../../lib/config/read";
import { renderWarnings } from "../../lib/messages";
import { cautions, componentRules } from "./checks";

/** A checked configuration. */
export interface CheckedClusterConfig {
  readonly config: ClusterConfig;
  /** Warnings and notes about the configuration, one line each. */
  readonly warnings: readonly string[];
}

/**
 * Reads a cluster file and the files that it names, and checks them with all rules.
 * @param file path of the file, as the user gave it
 * @throws ConfigError with all problems at once
 */
export function readClusterFile(file: string): CheckedClusterConfig {
  return checked(readClusterConfig(file, componentRules));
}

/**
 * Reads the text of a cluster file that names no other file, and checks it with all rules.
 * @throws ConfigError with all problems at once
 */
export function parseClusterFile(text: string): CheckedClusterConfig {
  const readJson = () => {
    throw new Error("this text was not read from a file, so it cannot name other files");
  };
  return checked(parseClusterConfig(text, { file: "cluster.yaml", readJson, rules: componentRules }));
}

/** Options for checking an object that has the keys of a cluster file. */
export interface ObjectOptions {
  /** The folder that the paths in the object are relative to. */
  readonly folder: string;
  /**
   * Whether the VPC and its subnets exist already.
   * @default false
   */
  readonly existingNetwork?: boolean;
  /** More rules. */
  readonly rules: readonly Rule[];
}

/**
 * Checks an object that has the keys of a cluster file, and reads the files that it names.
 * @throws ConfigError with all problems at once
 */
export function checkClusterObject(cluster: ClusterFileContent, options: ObjectOptions): CheckedClusterConfig {
  const { folder, existingNetwork, rules } = options;
  return checked(clusterConfigOf(cluster, folder, { rules: [...componentRules, ...rules], existingNetwork }));
}

function checked({ config, warnings }: ParsedConfig): CheckedClusterConfig {
  return { config, warnings: renderWarnings(warnings, [...cautions(config), ...quotaCautions(config)]) };
}
