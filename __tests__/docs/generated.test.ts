import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { generatedDocs, generatedPictures, withTables } from "../../tools/generate-docs";
import { readTree } from "../../tools/fixtures/read-tree";
import { project } from "../../tools/fixtures/synthesized";

test.each(Object.entries(generatedDocs()))("docs/%s is current: npm run docs:generate writes it", (name, text) => {
  expect(readFileSync(join(project, "docs", name), "utf8")).toBe(text);
});

test("the pictures are current: npm run docs:generate writes them", async () => {
  const drawn = await generatedPictures();
  const kept = readTree(join(project, "docs", "pictures"));
  expect(kept).toEqual(Object.fromEntries(Object.entries(drawn).map(([name, svg]) => [basename(name), svg])));
}, 60_000);

test("every released file has a digest", () => {
  expect(generatedDocs()["versions.md"]).not.toContain("undefined");
});

test("a generated table replaces the text between its markers, and a page without markers is refused", () => {
  const page = "above\n<!-- t -->\nold\n<!-- /t -->\nbelow\n";
  const written = withTables(page, { t: ["| a |"] });
  expect(written).toBe("above\n<!-- t -->\n\n| a |\n\n<!-- /t -->\nbelow\n");
  expect(withTables(written, { t: ["| a |"] })).toBe(written);
  expect(() => withTables("above\n", { t: [] })).toThrow("no place for the table t");
});
