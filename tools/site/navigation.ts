import { posix } from "node:path";
import type { MarkdownPage } from "./markdown";

/** The first page of the site. */
export const home = "README.md";
/** The page that lists all others, in sections and in the order in which they are read. */
export const index = "docs/README.md";

/** Pages that the navigation lists under one title. */
export interface Group {
  readonly title: string;
  /** Pages, by their paths from the project's folder. */
  readonly pages: readonly string[];
}

/** All pages, by their paths from the project's folder. */
export type Pages = ReadonlyMap<string, MarkdownPage>;

/** A page's name: its first heading. */
export const titleOf = ({ headings }: MarkdownPage) => headings[0]?.text ?? "";

const unique = (files: readonly string[]) => [...new Set(files)];

/** The navigation: the README, and the pages of the index under the headings that it has. */
export function navigationOf(pages: Pages): Group[] {
  const { headings, links } = pages.get(index)!;
  const sections = headings.filter(({ level }) => level === "h2");
  return [
    { title: "Start", pages: [home, index] },
    ...sections.map((section) => ({
      title: section.text,
      pages: unique(
        links.filter(({ target, under }) => under === section && pages.has(target)).map(({ target }) => target),
      ),
    })),
  ];
}

/** All pages in the order of the navigation; those that only an index of their folder lists come after that index. */
export function orderOf(pages: Pages): string[] {
  const listed = navigationOf(pages).flatMap((group) => group.pages);
  return unique(listed.flatMap((file) => [file, ...(file === home || file === index ? [] : below(file, pages))]));
}

/** The pages of its own folder that an index lists. Of a page that is no index, none. */
function below(file: string, pages: Pages): string[] {
  if (posix.basename(file) !== "README.md") return [];
  const targets = pages.get(file)!.links.map(({ target }) => target);
  return targets.filter((target) => pages.has(target) && posix.dirname(target) === posix.dirname(file));
}
