import { readFileSync } from "node:fs";
import path from "node:path";
import {
  providerReleases,
  supportedPrograms,
  terraformReleases,
  terraformReleasesForS3Lock,
  versionConstraint,
} from "../../lib/supported-releases";
import { clusterFiles, project, stackOf, stackOfFile } from "../../tools/fixtures/synthesized";

const numbers = (version: string) => version.split(".").map(Number);
const order = (one: string, other: string) => {
  const differences = numbers(one).map((number, index) => number - numbers(other)[index]!);
  return differences.find((difference) => difference !== 0) ?? 0;
};

describe.each(Object.entries(supportedPrograms))("%s", (_name, { oldest, below = "99.0.0", excluded }) => {
  test("excludes releases within its bounds, each once, in order", () => {
    const versions = [oldest, ...excluded.map(({ version }) => version), below];
    const pairs = versions.slice(1).map((version, index) => order(versions[index]!, version));
    expect(pairs.every((difference) => difference < 0)).toBe(true);
  });

  test("gives a reason and a source for each excluded release", () => {
    const unexplained = excluded.filter(({ reason, source }) => !reason || !/^https:\/\/github\.com\//.test(source));
    expect(unexplained).toEqual([]);
  });
});

test("a constraint names the oldest release, the excluded ones and the upper bound", () => {
  expect(versionConstraint(providerReleases.tls)).toBe(">= 4.0.4, != 4.2.0, < 5.0.0");
  expect(versionConstraint(terraformReleases)).toBe(">= 1.5.7, != 1.14.0, != 1.14.1");
});

test("a stack has the constraints; S3's lock file needs a later Terraform", () => {
  const { terraform } = stackOf();
  expect(terraform.required_version).toBe(versionConstraint(terraformReleases));
  const providers = Object.entries(terraform.required_providers as Record<string, { version: string }>);
  expect(Object.fromEntries(providers.map(([name, { version }]) => [name, version]))).toEqual(
    Object.fromEntries(Object.entries(providerReleases).map(([name, it]) => [name, versionConstraint(it)])),
  );
  const withLock = stackOf("backend: { s3: { bucket: state-bucket, key: state, region: us-east-2 } }");
  expect(withLock.terraform.required_version).toBe(versionConstraint(terraformReleasesForS3Lock));
});

test.each(clusterFiles)(
  "%s calls nonsensitive only with results of sensitive, because Terraform before 1.7 refuses other values",
  (file) => {
    const text = JSON.stringify(stackOfFile(file));
    expect(text.match(/nonsensitive\((?!sensitive\()/g)).toBeNull();
  },
);

test("docs/install.md names the required releases", () => {
  const page = readFileSync(path.join(project, "docs", "install.md"), "utf8");
  const { engines } = JSON.parse(readFileSync(path.join(project, "package.json"), "utf8")) as {
    engines: { node: string };
  };
  const needs = page.slice(page.indexOf("## Requirements")).replaceAll(/\s+/g, " ");
  for (const words of [
    `Node.js ${engines.node.replace(">=", "")} or later`,
    `Terraform ${terraformReleases.oldest} or later, except ${terraformReleases.excluded.map((it) => it.version).join(" and ")}`,
    `Terraform ${terraformReleasesForS3Lock.oldest} or later for S3's lock file`,
  ])
    expect(needs).toContain(words);
});
