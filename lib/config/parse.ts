import { readChecksums } from "./checksums-file";
import { plainProblems } from "./plain";
import { ConfigError, renderPath, type Problem } from "./problem";
import { resolve, type ClusterConfig } from "./resolve";
import { accessRules, accessWarnings } from "./rules/access";
import { authenticationRules, authenticationWarnings } from "./rules/authentication";
import { awsRules, awsWarnings } from "./rules/aws";
import { encryptionRules } from "./rules/encryption";
import { machineRules, machineWarnings } from "./rules/machines";
import {
  existingNetworkRules,
  existingNetworkWarnings,
  networkRules,
  ownNetworkRules,
  ownNetworkWarnings,
} from "./rules/network";
import { partitionRules } from "./rules/partitions";
import { quotaRules } from "./rules/quotas";
import { applyRules, type Rule } from "./rules/rule";
import { snapshotRules, snapshotWarnings } from "./rules/snapshots";
import { sshRules, sshWarnings } from "./rules/ssh";
import { validate } from "./validate";
import { readYaml, type Written } from "./yaml-source";

/** Rules across several keys of the cluster file. */
const ownRules = [
  ...networkRules,
  ...partitionRules,
  ...machineRules,
  ...quotaRules,
  ...accessRules,
  ...sshRules,
  ...authenticationRules,
  ...encryptionRules,
  ...snapshotRules,
  ...awsRules,
];

/** Warnings about valid settings that are probably mistakes. */
const ownWarnings = [
  ...accessWarnings,
  ...machineWarnings,
  ...sshWarnings,
  ...authenticationWarnings,
  ...snapshotWarnings,
  ...awsWarnings,
];

/** A valid configuration, with its warnings. */
export interface ParsedConfig {
  /** The configuration to build from. */
  readonly config: ClusterConfig;
  /** Warnings about valid settings that are probably mistakes. */
  readonly warnings: Problem[];
}

/** Options for reading a cluster file. */
export interface ParseOptions {
  /** The file's name, for messages. */
  readonly file: string;
  /** Reads a JSON file that the cluster file names, by the path in the cluster file. It throws if it cannot. */
  readonly readJson: (path: string) => unknown;
  /** More rules, in addition to the rules of the keys. */
  readonly rules: readonly Rule[];
  /**
   * Whether the VPC and its subnets exist already.
   * @default false: the cluster creates them
   */
  readonly existingNetwork?: boolean;
}

/**
 * Reads a cluster file from its text.
 * @throws ConfigError with all problems at once
 */
export function parseClusterConfig(text: string, options: ParseOptions): ParsedConfig {
  const source = readYaml(text);
  if (source.problems.length > 0) throw new ConfigError(options.file, [...source.problems]);
  return checkClusterConfig(source.value, options, source.written);
}

/**
 * Checks the content of a cluster file.
 * @param written returns a value's text in the file, for messages. Default: values are shown as JavaScript writes them.
 * @throws ConfigError with all problems at once
 */
export function checkClusterConfig(value: unknown, options: ParseOptions, written?: Written): ParsedConfig {
  const { existingNetwork = false } = options;
  const unreadable = plainProblems(value);
  if (unreadable.length > 0) throw new ConfigError(options.file, unreadable);
  const { usable, problems } = validate(value, written);
  const checksums = readChecksums(usable.artifacts.checksums, options.readJson);
  const config = resolve(usable, checksums.digests, existingNetwork);
  const spoiled = problems.flatMap(({ spoils }) => spoils.map(renderPath));
  const rules = [...ownRules, ...(existingNetwork ? existingNetworkRules : ownNetworkRules), ...options.rules];
  const all = [...problems.map(({ problem }) => problem), ...checksums.problems, ...applyRules(rules, config, spoiled)];
  if (all.length > 0) throw new ConfigError(options.file, all);
  const warnings = [...ownWarnings, ...(existingNetwork ? existingNetworkWarnings : ownNetworkWarnings)];
  return { config, warnings: applyRules(warnings, config, []) };
}
