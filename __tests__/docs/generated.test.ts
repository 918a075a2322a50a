import { readFileSync } from "node:fs";
import { join } from "node:path";
import { generatedDocs } from "../../scripts/generate-docs";
import { project } from "../support/synthesized";

test.each(Object.entries(generatedDocs()))("docs/%s is current: npm run docs:generate writes it", (name, text) => {
  expect(readFileSync(join(project, "docs", name), "utf8")).toBe(text);
});

test("no released file is without a digest", () => {
  expect(generatedDocs()["versions.md"]).not.toContain("undefined");
});
