import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { replaceFolder } from "../../tools/replace-folder";
import { site } from "../../tools/site/site";
import { readTree } from "../../tools/fixtures/read-tree";
import { project } from "../../tools/fixtures/synthesized";

const parent = mkdtempSync(join(tmpdir(), "groundup-site-test-"));
replaceFolder(join(parent, "site"), site(project));
const built = readTree(join(parent, "site"));
afterAll(() => rmSync(parent, { recursive: true }));

const pages = Object.keys(built).filter((file) => file.endsWith(".html"));
const all = (pattern: RegExp, text: string) => [...text.matchAll(pattern)].map(([, found]) => found!);
const idsOf = (html: string) => all(/ id="([^"]*)"/g, html);

/** Links and sources of a page that lead nowhere in a site; those into the internet are not followed. */
function deadLinks(page: string, html: string, tree: Readonly<Record<string, string>>): string[] {
  return all(/ (?:href|src)="([^"]*)"/g, html).filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path, anchor] = link.split("#");
    const target = path ? posix.join(posix.dirname(page), path) : page;
    return tree[target] === undefined || (anchor !== undefined && !idsOf(tree[target]).includes(anchor));
  });
}

test.each(pages)("every link of %s leads somewhere, and no two of its headings are one", (page) => {
  const html = built[page]!;
  expect(deadLinks(page, html, built)).toEqual([]);
  expect(idsOf(html)).toEqual([...new Set(idsOf(html))]);
});

test("every page of docs/ is there, with the navigation, and nothing of it comes from elsewhere", () => {
  const markdown = Object.keys(readTree(join(project, "docs"))).filter((file) => file.endsWith(".md"));
  expect(pages.length).toBe(markdown.length + ["README", "CONTRIBUTING"].length);
  for (const page of pages) {
    expect(built[page]).toMatch(/<title>[^<]+<\/title>/);
    expect(built[page]).toContain("architecture.html");
    expect(built[page]).not.toMatch(/(src|<link[^>]* href)="[a-z]+:/);
  }
  expect(all(/aria-current="page">([^<]*)</g, built["docs/security.html"]!)).toEqual(["Security"]);
});

test("a link to nowhere is found", () => {
  const tree = { "docs/a.html": '<h2 id="here">', "index.html": "" };
  const links = ["a.html#here", "#here", "../index.html", "https://example.com/"];
  const dead = ["a.html#there", "b.html", "#there"];
  const html = [...links, ...dead].map((link) => `<a href="${link}">`).join("");
  expect(deadLinks("docs/a.html", html, { ...tree, "docs/a.html": tree["docs/a.html"] + html })).toEqual(dead);
});
