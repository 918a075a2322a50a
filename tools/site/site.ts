import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../lib/user-error";
import type { Tree } from "../../review/inspection";
import { type MarkdownPage, readPage, sitePath } from "./markdown";
import { home } from "./navigation";
import { searchFiles } from "./search";
import { pageRenderer, scriptPath, styleSheetPath } from "./template";

/**
 * The documentation as a site: every page that the README leads to, by whatever way, and every file that they link to.
 * The site's folders are the project's, so that links between them stay as they are.
 * @throws UserError if a page links to a file that does not exist
 */
export function site(project: string): Tree {
  const read = (file: string) => readFileSync(join(project, file), "utf8");
  const own = (file: string) => readFileSync(join(__dirname, file), "utf8");
  const { pages, files } = reached(read, (file) => existsSync(join(project, file)));
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
function reached(read: (file: string) => string, exists: (file: string) => boolean) {
  const pages = new Map<string, MarkdownPage>();
  const files = new Set<string>();
  const visit = (file: string) => {
    if (!file.endsWith(".md")) files.add(file);
    else if (!pages.has(file)) {
      pages.set(file, readPage(file, read(file)));
      for (const { target } of pages.get(file)!.links) visitLinked(file, target);
    }
  };
  const visitLinked = (from: string, target: string) => {
    if (!exists(target)) throw new UserError(`${from} links to ${target}, which does not exist`);
    visit(target);
  };
  visit(home);
  return { pages, files };
}
