import { withoutLines } from "../../../scripts/engines/build";
import { defaultEngines, nameOf, parseEngine } from "../../../scripts/engines/engine";
import { foreignWarnings } from "../../../scripts/engines/node-run";
import { engineResults } from "../../../scripts/engines/results";
import { terraformReleases } from "../../../lib/supported-releases";

const passed = engineResults().filter(({ failure }) => failure === undefined);

test("the oldest Terraform that a stack allows was run, and passed", () => {
  expect(passed.map(nameOf)).toContain(`terraform@${terraformReleases.oldest}`);
});

test("nothing that was run last has failed", () => {
  expect(engineResults().filter(({ failure }) => failure !== undefined)).toEqual([]);
});

test("the engines that run by default have names that can be read, the oldest Terraform among them", () => {
  expect(defaultEngines.map(parseEngine).map(nameOf)).toEqual(defaultEngines);
  expect(defaultEngines).toContain(`terraform@${terraformReleases.oldest}`);
});

test.each(["1.5.7", "terraform@1.5", "pulumi@1.0.0"])("refuses %s, and says what is wanted", (name) => {
  expect(() => parseEngine(name)).toThrow(`found ${name}: wanted is terraform@VERSION`);
});

test("finds the warnings of npm, Node and packages, and not those about the cluster file", () => {
  const said = [
    "warning: NetworkPolicy objects are accepted and not enforced",
    "npm warn deprecated glob@7.2.3: no longer supported",
    "(node:1599) [DEP0044] DeprecationWarning: The `util.isArray` API is deprecated.",
  ];
  expect(foreignWarnings(said.join("\n"))).toEqual(said.slice(1));
});

test("leaves out the lines that contain one of some words", () => {
  expect(withoutLines("a one\nb two\nc", ["one", "two"])).toBe("c");
});
