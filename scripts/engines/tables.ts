import { markdownTable } from "../../lib/render/markdown";
import {
  providerReleases,
  type SupportedReleases,
  terraformReleases,
  terraformReleasesForS3Lock,
  versionConstraint,
} from "../../lib/supported-releases";
import { nameOf } from "./engine";
import type { EngineResult } from "./results";

const programs: Readonly<Record<string, SupportedReleases>> = {
  "Terraform, OpenTofu": terraformReleases,
  "Terraform, OpenTofu with S3's lock file": terraformReleasesForS3Lock,
  ...Object.fromEntries(Object.entries(providerReleases).map(([name, it]) => [`provider ${name}`, it])),
};

/** The section of docs/versions.md about Terraform, OpenTofu, providers and Node. */
export function enginesSection(results: readonly EngineResult[]): string {
  const constraints = Object.entries(programs).map(([name, it]) => [name, `\`${versionConstraint(it)}\``]);
  const excluded = [...Object.entries({ Terraform: terraformReleases, ...providerReleases })].flatMap(([name, it]) =>
    it.excluded.map(({ version, reason, source }) => [name, version, reason, `<${source}>`]),
  );
  return [
    "",
    "## Engines and providers",
    "",
    "The constraints that a synthesized stack has:",
    "",
    ...markdownTable(["program", "constraint"], constraints),
    "",
    "Releases that groundup excludes:",
    "",
    ...markdownTable(["program", "release", "what goes wrong", "source"], excluded),
    "",
    "The last run of each engine by `npm run engines`. The provider was aws 5.100.0. Engines that are not in this table",
    "were not run.",
    "",
    ...markdownTable(["engine", "what was run", "result", "day", "commit", "took"], results.map(resultRow)),
    "",
  ].join("\n");
}

function resultRow(result: EngineResult): string[] {
  const { ran, failure, day, commit, seconds } = result;
  return [`\`${nameOf(result)}\``, ran, failure ? "failed" : "passed", day, `\`${commit}\``, `${seconds} s`];
}
