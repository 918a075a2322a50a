import { posix } from "node:path";
import { type MarkdownPage, sitePath } from "./markdown";

/** What the navigation leads to. */
export interface Section {
  readonly title: string;
  /** Pages, by their paths from the project's folder. */
  readonly pages: readonly string[];
}

/** All pages, by their paths from the project's folder. */
export type Pages = ReadonlyMap<string, MarkdownPage>;

/** The style sheet's place in the site. */
export const styleSheetPath = "style.css";

const escapeHtml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** A page's name: its first heading. */
export const titleOf = ({ headings }: MarkdownPage) => headings[0]?.text ?? "";

/** A page of the site as an HTML document. */
export function renderPage(file: string, pages: Pages, navigation: readonly Section[]): string {
  const page = pages.get(file)!;
  const to = (path: string) => posix.relative(posix.dirname(sitePath(file)), path);
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(titleOf(page))}</title>`,
    `<link rel="stylesheet" href="${to(styleSheetPath)}">`,
    "</head>",
    "<body>",
    '<nav aria-label="Pages">',
    ...navigation.flatMap(({ title, pages: listed }) => [
      `<h2>${escapeHtml(title)}</h2>`,
      "<ul>",
      ...listed.flatMap((other) => entry(other, pages.get(other)!, other === file, to)),
      "</ul>",
    ]),
    "</nav>",
    "<main>",
    page.html.trimEnd(),
    "</main>",
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

/** A page's line in the navigation; the page that is shown has its sections below. */
function entry(file: string, page: MarkdownPage, current: boolean, to: (path: string) => string): string[] {
  const title = escapeHtml(titleOf(page));
  if (!current) return [`<li><a href="${to(sitePath(file))}">${title}</a></li>`];
  const sections = page.headings.filter(({ level }) => level === "h2");
  const lines = sections.map(({ text, anchor }) => `<li><a href="#${anchor}">${escapeHtml(text)}</a></li>`);
  return [
    `<li><a href="${to(sitePath(file))}" aria-current="page">${title}</a>`,
    ...(lines.length ? ["<ul>", ...lines, "</ul>"] : []),
    "</li>",
  ];
}
