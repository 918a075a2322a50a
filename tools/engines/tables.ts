import { markdownTable } from "../../lib/render/markdown";
import {
  providerReleases,
  supportedPrograms,
  terraformReleases,
  versionConstraint,
} from "../../lib/supported-releases";
import { nameOf } from "./engine";
import type { EngineResult } from "./results";

/** The section of docs/versions.md about Terraform, OpenTofu, providers and Node. */
export function enginesSection(results: readonly EngineResult[]): string {
  const constraints = Object.entries(supportedPrograms).map(([name, it]) => [name, `\`${versionConstraint(it)}\``]);
  const excluded = [...Object.entries({ Terraform: terraformReleases, ...providerReleases })].flatMap(([name, it]) =>
    it.excluded.map(({ version, reason, source }) => [name, version, reason, `<${source}>`]),
  );
  return [
    "",
    "## Engines and providers",
    "",
    "The version constraints in a synthesized stack:",
    "",
    ...markdownTable(["program", "constraint"], constraints),
    "",
    "Releases that groundup excludes:",
    "",
    ...markdownTable(["program", "release", "what goes wrong", "source"], excluded),
    "",
    "The last run of each engine by `npm run engines`, with the provider aws 5.100.0. This command ran no other engines.",
    "",
    ...markdownTable(["engine", "what was run", "result", "day", "commit", "took"], results.map(resultRow)),
    "",
  ].join("\n");
}

function resultRow(result: EngineResult): string[] {
  const { ran, failure, day, commit, seconds } = result;
  return [`\`${nameOf(result)}\``, ran, failure ? "failed" : "passed", day, `\`${commit}\``, `${seconds} s`];
}
