import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { generatedDocs, generatedPictures, withTables } from "../../scripts/generate-docs";
import { project } from "../support/synthesized";

test.each(Object.entries(generatedDocs()))("docs/%s is current: npm run docs:generate writes it", (name, text) => {
  expect(readFileSync(join(project, "docs", name), "utf8")).toBe(text);
});

test("the pictures are current: npm run docs:generate writes them", async () => {
  const pictures = Object.entries(await generatedPictures());
  expect(pictures.map(([name]) => name)).toEqual(
    readdirSync(join(project, "docs", "pictures")).map((name) => `pictures/${name}`),
  );
  for (const [name, svg] of pictures) expect(readFileSync(join(project, "docs", name), "utf8")).toBe(svg);
});

test("no released file is without a digest", () => {
  expect(generatedDocs()["versions.md"]).not.toContain("undefined");
});

test("a table goes between its markers, and a page without them is refused", () => {
  const page = "above\n<!-- t -->\nold\n<!-- /t -->\nbelow\n";
  const written = withTables(page, { t: ["| a |"] });
  expect(written).toBe("above\n<!-- t -->\n\n| a |\n\n<!-- /t -->\nbelow\n");
  expect(withTables(written, { t: ["| a |"] })).toBe(written);
  expect(() => withTables("above\n", { t: [] })).toThrow("no place for the table t");
});
