import { writeFileSync } from "node:fs";
import path from "node:path";
import { sourceOf } from "../../lab/commands/up";
import { scratchFolder } from "../support/scratch";
import { project } from "../../tools/fixtures/synthesized";

const folder = scratchFolder();

const inFolder = (name: string, text: string) => {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};

test("`up` deploys the project's cluster file, another one, or a stack", () => {
  expect(sourceOf({})).toEqual({ file: path.join(project, "cluster.yaml") });
  const cluster = inFolder("good.yaml", "name: good");
  expect(sourceOf({ cluster })).toEqual({ file: cluster });
  inFolder("cdk.tf.json", "{}");
  expect(sourceOf({ stack: folder })).toEqual({ json: "{}" });
});

test.each([
  ["a stack that is not there", () => ({ stack: "/nowhere" }), "cannot read /nowhere/cdk.tf.json: no such file"],
  ["a cluster file that is not there", () => ({ cluster: "/nowhere.yaml" }), "found   no such file"],
  ["a cluster file that is not YAML", () => ({ cluster: inFolder("a.yaml", "a: [") }), "wanted  valid YAML"],
  ["an unknown key", () => ({ cluster: inFolder("b.yaml", "nmae: a") }), "found   an unknown key"],
])("%s is refused before anything is created", (_, options, reason) => {
  expect(() => sourceOf(options())).toThrow(reason);
});
