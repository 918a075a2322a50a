import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Tree } from "../../review/inspection";
import { type MarkdownPage, readPage, sitePath } from "./markdown";
import { home } from "./navigation";
import { searchFiles } from "./search";
import { pageRenderer, scriptPath, styleSheetPath } from "./template";

/**
 * The documentation as a site: every page that the README leads to, by whatever way, and every file that they link to.
 * The site's folders are the project's, so that links between them stay as they are.
 */
export function site(project: string): Tree {
  const read = (file: string) => readFileSync(join(project, file), "utf8");
  const own = (file: string) => readFileSync(join(__dirname, file), "utf8");
  const { pages, files } = reached(read);
  const render = pageRenderer(pages);
  return {
    [styleSheetPath]: own("browser/style.css"),
    [scriptPath]: own("browser/site.js"),
    ...searchFiles(pages),
    ...Object.fromEntries([...pages.keys()].map((file) => [sitePath(file), render(file)])),
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
