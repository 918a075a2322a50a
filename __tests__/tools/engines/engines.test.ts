import { readFileSync } from "node:fs";
import path from "node:path";
import { defaultEngines, nameOf, parseEngine } from "../../../tools/engines/engine";
import { foreignWarnings } from "../../../tools/engines/node-run";
import { engineResults } from "../../../tools/engines/results";
import { buildable } from "../../../tools/engines/terraform-source";
import { terraformReleases } from "../../../lib/supported-releases";

const passed = engineResults().filter(({ failure }) => failure === undefined);

test("the oldest Terraform that a stack allows was run, and passed", () => {
  expect(passed.map(nameOf)).toContain(`terraform@${terraformReleases.oldest}`);
});

const requirements = readFileSync(path.join(__dirname, "..", "..", "..", "docs", "install.md"), "utf8");

test("docs/install.md promises the oldest Terraform of the constraint, and an OpenTofu that was run", () => {
  expect(requirements).toContain(`Terraform ${terraformReleases.oldest} or later`);
  const [, openTofu] = /OpenTofu (\d+\.\d+\.\d+) or later/.exec(requirements) ?? [];
  expect(passed.map(nameOf)).toContain(`tofu@${openTofu}`);
});

test("docs/install.md names the engines of the last result with which a cluster came up, and no others", () => {
  const [, terraform, openTofu] =
    /With Terraform ([\d., and\s]+) with OpenTofu ([\d., and\s]+) a cluster/.exec(requirements) ?? [];
  const named = [
    ["terraform", terraform],
    ["tofu", openTofu],
  ].flatMap(([program, text]) => (text?.match(/\d+\.\d+\.\d+/g) ?? []).map((version) => `${program}@${version}`));
  expect(named.sort()).toEqual(
    passed
      .filter(({ program }) => program !== "node")
      .map(nameOf)
      .sort(),
  );
});

test("no engine failed in its last run", () => {
  expect(engineResults().filter(({ failure }) => failure !== undefined)).toEqual([]);
});

test("the default engines have valid names, and include the oldest Terraform", () => {
  expect(defaultEngines.map(parseEngine).map(nameOf)).toEqual(defaultEngines);
  expect(defaultEngines).toContain(`terraform@${terraformReleases.oldest}`);
});

test.each(["1.5.7", "terraform@1.5", "pulumi@1.0.0"])("refuses %s, and says what is wanted", (name) => {
  expect(() => parseEngine(name)).toThrow(`found ${name}: wanted is terraform@VERSION`);
});

test("finds warnings of npm, Node and packages, but not those about the cluster file", () => {
  const said = [
    "warning: NetworkPolicy objects have no effect, because networkPolicy is false",
    "npm warn deprecated glob@7.2.3: no longer supported",
    "(node:1599) [DEP0044] DeprecationWarning: The `util.isArray` API is deprecated.",
  ];
  expect(foreignWarnings(said.join("\n"))).toEqual(said.slice(1));
});

const remoteState = "github.com/hashicorp/terraform/internal/backend/remote-state";

test("Terraform is built without the backends that are separate modules, in any case of their names", () => {
  const goMod = [
    "go 1.23.3",
    "godebug winsymlink=0",
    "godebug tlskyber=0",
    `\t${remoteState}/azure v0.0.0-00010101000000-000000000000`,
    `replace ${remoteState}/oss => ./internal/backend/remote-state/oss`,
  ];
  const list = [
    `\tbackendAzure "${remoteState}/azure"`,
    `\tbackendHTTP "${remoteState}/http"`,
    `\tbackendOSS "${remoteState}/oss"`,
    '\t\t"azurerm": func() backend.Backend { return backendAzure.New() },',
    '\t\t"http": func() backend.Backend { return backendHTTP.New() },',
    '\t\t"oss": func() backend.Backend { return backendOSS.New() },',
  ];
  expect(buildable({ goMod: goMod.join("\n"), list: list.join("\n") })).toEqual({
    goMod: goMod.slice(0, 2).join("\n"),
    list: [list[1], list[4]].join("\n"),
  });
});

test("Terraform 1.5, whose backends are in its own module, is built unchanged", () => {
  const files = { goMod: "go 1.19", list: `\tbackendS3 "${remoteState}/s3"` };
  expect(buildable(files)).toEqual(files);
});
