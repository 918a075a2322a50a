import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { blocksOf } from "../../lab/scenario/documented";
import { project } from "../../tools/fixtures/synthesized";

const scenarios = path.join(project, "lab", "scenario", "scenarios");

/** Commands that no scenario runs as they stand, and what does. */
const elsewhere: Readonly<Record<string, string>> = {
  "Plan and apply": "every scenario, with the lab's own folders (lab/scenario/run.ts)",
  "Fetch a snapshot from S3": "aws-commands.test.ts",
  "Private nodes": "aws-commands.test.ts",
};

test("the scenarios and tests run every command of operations.md", () => {
  const sources = readdirSync(scenarios).map((name) => readFileSync(path.join(scenarios, name), "utf8"));
  const blocks = blocksOf(readFileSync(path.join(project, "docs", "operations.md"), "utf8"));
  const unseen = blocks.filter(
    ({ heading }) => !elsewhere[heading] && !sources.some((source) => source.includes(`operate("${heading}"`)),
  );
  expect(blocks.length).toBeGreaterThan(5);
  expect(unseen).toEqual([]);
});
