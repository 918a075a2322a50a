import { digestOf } from "../lib/artifacts";
import { planSoftware, type Software } from "../lib/cluster";
import { type ClusterConfig, type Problem, renderPath, type Rule, show } from "../lib/config";
import { nullsOf, ownedKeys, valueAt } from "../lib/render/extra-config";
import type { Configuration } from "./component";
import { components } from "./registry";
import { ruleQuota } from "./rule-quota";

const extraOf = ({ config }: Software, { section }: Configuration) => config[section].extraConfig;

/** Keys of a program's configuration that groundup sets itself: two opinions on one setting would hide each other. */
function takenKeys(software: Software, configuration: Configuration): Problem[] {
  const owned = configuration.owned(software);
  const extra = extraOf(software, configuration);
  return ownedKeys(owned, extra).map((path) => ({
    path: renderPath([configuration.section, "extraConfig", ...path]),
    found: show(valueAt(extra, path)),
    wanted: `nothing: groundup sets it itself, to ${JSON.stringify(valueAt(owned, path))}`,
    remedy: "remove it",
  }));
}

/** TOML knows no null: what it was to say would be lost. */
function nullsInToml(software: Software, configuration: Configuration): Problem[] {
  if (configuration.format !== "toml") return [];
  return nullsOf(extraOf(software, configuration)).map((path) => ({
    path: renderPath([configuration.section, "extraConfig", ...path]),
    found: "nothing",
    wanted: "a value: TOML has no null",
    remedy: "give it a value, or remove the key",
  }));
}

/** Released files without a known digest: nothing is ever downloaded without one. */
export function unknownDigests(software: Software): Problem[] {
  const urls = components.flatMap((component) => (component.artifacts?.(software) ?? []).map(({ url }) => url));
  return [...new Set(urls)]
    .filter((url) => !digestOf(url, software.config.artifacts))
    .map((url) => ({
      path: renderPath(["artifacts", "checksums", url]),
      found: "nothing",
      wanted: "the file's SHA-256: groundup knows none",
      remedy: "name a file in artifacts.checksums that has it",
    }));
}

const configurationRule = (configuration: Configuration): Rule => ({
  reads: [`${configuration.section}.extraConfig`],
  check: (config) => {
    const software = planSoftware(config);
    return [...takenKeys(software, configuration), ...nullsInToml(software, configuration)];
  },
});

/** What components ask of a cluster file, besides its keys' own rules. */
export const componentRules: readonly Rule[] = [
  ...components.flatMap(({ configuration }) => (configuration ? configurationRule(configuration) : [])),
  ruleQuota,
  {
    reads: ["kubernetes.version", "architecture", "artifacts.checksums"],
    check: (config) => unknownDigests(planSoftware(config)),
  },
];

/** What people should know before they rely on a cluster, a line each. */
export function cautions(config: ClusterConfig): string[] {
  const software = planSoftware(config);
  return components.flatMap((component) => component.cautions?.(software) ?? []);
}
