import { digestOf } from "../../lib/artifacts";
import { planSoftware, type Software } from "../../lib/cluster";
import { type ClusterConfig, type Problem, renderPath, type Rule } from "../../lib/config";
import { configurationRule } from "./configuration-rules";
import { components } from "../registry";
import { ruleQuota } from "./rule-quota";

/** Problems for released files without a known digest. groundup never downloads a file without a known digest. */
export function unknownDigests(software: Software): Problem[] {
  const urls = components.flatMap((component) => (component.artifacts?.(software) ?? []).map(({ url }) => url));
  return [...new Set(urls)]
    .filter((url) => !digestOf(url, software.config.artifacts))
    .map((url) => ({
      path: renderPath(["artifacts", "checksums", url]),
      found: "nothing",
      wanted: "the file's SHA-256, which groundup does not know",
      remedy: "name a file in artifacts.checksums that has it",
    }));
}

/** Rules of components for the cluster file, in addition to the rules of its keys. */
export const componentRules: readonly Rule[] = [
  ...components.flatMap(({ configuration }) => (configuration ? configurationRule(configuration) : [])),
  ruleQuota,
  {
    reads: ["kubernetes.version", "architecture", "artifacts.checksums"],
    check: (config) => unknownDigests(planSoftware(config)),
  },
];

/** Notes for users about a cluster's limits, one line each. */
export function cautions(config: ClusterConfig): string[] {
  const software = planSoftware(config);
  return components.flatMap((component) => component.cautions?.(software) ?? []);
}
