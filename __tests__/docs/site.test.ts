import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { createContext, runInContext } from "node:vm";
import { replaceFolder } from "../../bin/replace-folder";
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

test.each(pages)("every link of %s has an existing target, and all its headings have different anchors", (page) => {
  const html = built[page]!;
  expect(deadLinks(page, html, built)).toEqual([]);
  expect(idsOf(html)).toEqual([...new Set(idsOf(html))]);
});

test("the site has every page of docs/ with the navigation, and loads nothing from other servers", () => {
  const markdown = Object.keys(readTree(join(project, "docs"))).filter((file) => file.endsWith(".md"));
  expect(pages.length).toBe(markdown.length + ["README", "CONTRIBUTING"].length);
  for (const page of pages) {
    expect(built[page]).toMatch(/<title>[^<]+<\/title>/);
    expect(built[page]).toContain("architecture.html");
    expect(built[page]).not.toMatch(/(src|<link[^>]* href)="[a-z]+:/);
  }
  expect(all(/aria-current="page">([^<]*)</g, built["docs/security.html"]!)).toEqual(["Security"]);
});

/** The link of a page that leads to the page before or after it. */
const neighbour = (page: string, rel: "prev" | "next") => {
  const [link] = all(new RegExp(`<a rel="${rel}" href="([^"]*)"`, "g"), built[page]!);
  return link && posix.join(posix.dirname(page), link);
};

test("a link to a file that does not exist is refused, with the page that has the link", () => {
  const other = mkdtempSync(join(parent, "project-"));
  writeFileSync(join(other, "README.md"), "# A project\n\nSee [the lab](docs/lab.md).\n");
  expect(() => site(other)).toThrow("README.md links to docs/lab.md, which does not exist");
});

test("the next links lead from the README through all pages, and the previous links lead back", () => {
  const way = ["index.html"];
  for (let next = neighbour(way[0]!, "next"); next; next = neighbour(next, "next")) {
    expect(neighbour(next, "prev")).toBe(way.at(-1));
    expect(way).not.toContain(next);
    way.push(next);
  }
  expect([...way].sort()).toEqual([...pages].sort());
  expect(neighbour("index.html", "prev")).toBeUndefined();
  // The order is that of the list of pages, and what only the list of decisions names follows that list.
  const listed = all(/<li><a href="([^"#]*)"/g, built["index.html"]!);
  expect(way.filter((page) => listed.includes(page))).toEqual(listed);
  expect(way[way.indexOf("docs/decisions/index.html") + 1]).toMatch(/^docs\/decisions\/0001-/);
});

test("a table scrolls in a box of its own", () => {
  expect(built["docs/ports.html"]).toMatch(/<div class="wide" tabindex="0">\n<table>\n<thead>/);
  for (const page of pages)
    expect(all(/(<table)/g, built[page]!).length).toBe(all(/(class="wide")/g, built[page]!).length);
});

describe("the search", () => {
  interface Found {
    readonly title: string;
    readonly page: string;
    readonly url: string;
    readonly excerpt: readonly string[];
  }
  /** The scripts of the site, in the order in which a page loads them. */
  const window = createContext({});
  for (const name of ["minisearch", "documents", "search"]) runInContext(built[`search/${name}.js`]!, window);
  const search = (query: string) => runInContext(`groundupSearch(${JSON.stringify(query)})`, window) as Found[];
  const documents = runInContext("groundupDocuments", window) as { url: string; text: string }[];

  test("contains every heading of every page, and no missing anchor", () => {
    const headings = pages.flatMap((page) =>
      all(/<h[1-6] id="([^"]*)"/g, built[page]!).map((anchor) => `${page}#${anchor}`),
    );
    expect(documents.map(({ url }) => url).sort()).toEqual(headings.sort());
  });

  test.each([
    ["a heading", "rotate encryption key", "docs/operations.html#rotate-the-encryption-key"],
    ["another form of its words", "upgrading", "docs/operations.html#upgrade-kubernetes"],
    ["the beginning of a word", "troublesh", "docs/troubleshooting.html#troubleshooting"],
    ["a word that is misspelt", "kublet", "docs/cluster-file.html#kubelet"],
    ["a word in code", "maxUnavailable", "docs/cluster-file.html#workers"],
    ["a part of such a word", "unavailable max", "docs/cluster-file.html#workers"],
    ["a word that people search for", "backup", "docs/operations.html#back-up-etcd"],
    ["another one", "requirements", "docs/install.html#requirements"],
    ["a command", "iam-policy", "docs/first-cluster-on-aws.html#iam-permissions"],
    ["a cell of a table", "RSA-2048", "docs/cluster-file.html#certificates"],
  ])("finds a section by %s", (_, query, url) => {
    expect(
      search(query)
        .slice(0, 8)
        .map((found) => found.url),
    ).toContain(url);
  });

  test("shows its results, and ranks instructions before decisions", () => {
    const [first] = search("rotate encryption key");
    expect(first).toMatchObject({ title: "Rotate the encryption key", page: "Operations" });
    expect(first!.excerpt.filter((_, position) => position % 2)).toContain("encryption");
  });

  test("ranks sections with all words before sections with some words", () => {
    const both = search("opentofu kublet").map(({ url }) => url);
    expect(both.length).toBe(20);
    expect(search("opentofu qqqq").map(({ url }) => url)).toEqual(search("opentofu").map(({ url }) => url));
    expect(search("qqqq")).toEqual([]);
  });

  test("includes the licence of its library, and loads nothing else", () => {
    expect(built["search/minisearch.js"]).toMatch(/^\/\*! minisearch\n\nCopyright .*Permission is hereby granted/s);
    expect(Object.values(built).join("")).not.toContain("sourceMappingURL");
  });
});

test("the test finds a link without a target", () => {
  const tree = { "docs/a.html": '<h2 id="here">', "index.html": "" };
  const links = ["a.html#here", "#here", "../index.html", "https://example.com/"];
  const dead = ["a.html#there", "b.html", "#there"];
  const html = [...links, ...dead].map((link) => `<a href="${link}">`).join("");
  expect(deadLinks("docs/a.html", html, { ...tree, "docs/a.html": tree["docs/a.html"] + html })).toEqual(dead);
});
