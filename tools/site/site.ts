import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Tree } from "../../review/inspection";
import { type MarkdownPage, readPage, sitePath } from "./markdown";
import { type Pages, renderPage, type Section, styleSheetPath } from "./template";

const home = "README.md";
/** The page that lists all others, in sections. */
const index = "docs/README.md";

/**
 * The documentation as a site: every page that the README leads to, by whatever way, and every file that they link to.
 * The site's folders are the project's, so that links between them stay as they are.
 */
export function site(project: string): Tree {
  const read = (file: string) => readFileSync(join(project, file), "utf8");
  const { pages, files } = reached(read);
  const navigation = navigationOf(pages);
  return {
    [styleSheetPath]: readFileSync(join(__dirname, "style.css"), "utf8"),
    ...Object.fromEntries([...pages.keys()].map((file) => [sitePath(file), renderPage(file, pages, navigation)])),
    ...Object.fromEntries([...files].map((file) => [file, read(file)])),
  };
}

/** Follows all links from the README. */
function reached(read: (file: string) => string) {
  const pages = new Map<string, MarkdownPage>();
  const files = new Set<string>();
  const open = [home];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (!file.endsWith(".md")) files.add(file);
    else if (!pages.has(file)) {
      pages.set(file, readPage(file, read(file)));
      open.push(...pages.get(file)!.links.map(({ target }) => target));
    }
  }
  return { pages, files };
}

/** The navigation: the README, and the pages of the index under the headings that it has. */
function navigationOf(pages: Pages): Section[] {
  const { headings, links } = pages.get(index)!;
  const sections = headings.filter(({ level }) => level === "h2");
  return [
    { title: "groundup", pages: [home, index] },
    ...sections.map((section) => ({
      title: section.text,
      pages: links.filter(({ target, under }) => under === section && pages.has(target)).map(({ target }) => target),
    })),
  ];
}
