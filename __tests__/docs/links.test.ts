import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { anchorsOf } from "../../tools/site/anchors";
import { readTree } from "../../tools/fixtures/read-tree";
import { project } from "../../tools/fixtures/synthesized";

/** Text that is not code: what stands in it between brackets is a link. */
const prose = (text: string) => text.replace(/^```.*?^```/gms, "").replace(/`[^`\n]*`/g, "");

const anchorsIn = (text: string) =>
  anchorsOf([...text.replace(/^```.*?^```/gms, "").matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading!));

const linksOf = (text: string) => [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);

const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...Object.keys(readTree(join(project, "docs")))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];
const read = (page: string) => readFileSync(join(project, page), "utf8");

/** A link that leads nowhere, with what is wrong; links into the internet are not followed. */
function deadLink(page: string, target: string): string[] {
  if (/^[a-z]+:/.test(target)) return [];
  const [file, anchor] = target.split("#");
  const wanted = file ? relative(project, join(project, dirname(page), file)) : page;
  if (!existsSync(join(project, wanted))) return [`${page}: ${target} does not exist`];
  if (!anchor || anchorsIn(read(wanted)).includes(anchor)) return [];
  return [`${page}: ${wanted} has no heading #${anchor}`];
}

test.each(pages)("every link of %s has an existing target", (page) => {
  expect(linksOf(read(page)).flatMap((target) => deadLink(page, target))).toEqual([]);
});

test("every page can be reached from the README", () => {
  const reached = new Set<string>();
  const visit = (page: string) => {
    if (reached.has(page) || !pages.includes(page)) return;
    reached.add(page);
    for (const target of linksOf(read(page))) {
      if (!/^[a-z]+:|^#/.test(target)) visit(relative(project, join(project, dirname(page), target.split("#")[0]!)));
    }
  };
  visit("README.md");
  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
});

test("the test finds a link without a target", () => {
  expect(deadLink("README.md", "docs/none.md")).toEqual(["README.md: docs/none.md does not exist"]);
  expect(deadLink("README.md", "docs/lab.md#none")).toEqual(["README.md: docs/lab.md has no heading #none"]);
});
