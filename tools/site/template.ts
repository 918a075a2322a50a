import { posix } from "node:path";
import { escapeXml } from "../../bin/diagram/svg";
import { type MarkdownPage, sitePath } from "./markdown";
import { type Group, home, navigationOf, orderOf, type Pages, titleOf } from "./navigation";

/** The style sheet's place in the site. */
export const styleSheetPath = "style.css";
/** The place of the script that every page runs. */
export const scriptPath = "site.js";

/** Makes links of one page: the path from it to a place in the site. */
type To = (path: string) => string;

/** Renders pages of the site as HTML documents, by their paths from the project's folder. */
export function pageRenderer(pages: Pages): (file: string) => string {
  const navigation = navigationOf(pages);
  const order = orderOf(pages);
  return (file) => {
    const page = pages.get(file)!;
    const to: To = (path) => posix.relative(posix.dirname(sitePath(file)), path);
    return [
      "<!doctype html>",
      '<html lang="en">',
      ...head(page, to),
      "<body>",
      '<a class="skip" href="#page">Skip to the text</a>',
      ...header(to),
      ...pageList(file, pages, navigation, to),
      `<script src="${to(scriptPath)}" data-root="${to("").replace(/(.)$/, "$1/")}"></script>`,
      '<main id="page">',
      page.html.trimEnd(),
      ...neighbours(file, pages, order, to),
      "</main>",
      "</body>",
      "</html>",
      "",
    ].join("\n");
  };
}

function head(page: MarkdownPage, to: To): string[] {
  return [
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeXml(titleOf(page))}</title>`,
    `<meta name="description" content="${escapeXml(page.sections[0]?.text.slice(0, 200) ?? "")}">`,
    `<link rel="stylesheet" href="${to(styleSheetPath)}">`,
    "</head>",
  ];
}

/** The line above everything, with the search. The script shows the search, which does nothing without it. */
function header(to: To): string[] {
  return [
    "<header>",
    `<a class="home" href="${to(sitePath(home))}">groundup</a>`,
    '<form role="search" hidden>',
    '<input type="search" name="q" placeholder="Search" title="Shortcut: /" aria-label="Search" aria-expanded="false" autocomplete="off">',
    '<div class="results" aria-live="polite" hidden></div>',
    "</form>",
    "</header>",
  ];
}

/** The list of pages. It can be folded on a narrow screen. */
function pageList(file: string, pages: Pages, navigation: readonly Group[], to: To): string[] {
  return [
    '<nav aria-label="Pages">',
    '<details class="pages" open>',
    "<summary>Pages</summary>",
    ...navigation.flatMap(({ title, pages: listed }) => [
      `<h2>${escapeXml(title)}</h2>`,
      "<ul>",
      ...listed.flatMap((other) => entry(other, pages.get(other)!, other === file, to)),
      "</ul>",
    ]),
    "</details>",
    "</nav>",
  ];
}

/** A page's line in the list; the page that is shown has its sections below. */
function entry(file: string, page: MarkdownPage, current: boolean, to: To): string[] {
  const title = escapeXml(titleOf(page));
  if (!current) return [`<li><a href="${to(sitePath(file))}">${title}</a></li>`];
  const sections = page.headings.filter(({ level }) => level === "h2");
  const lines = sections.map(({ text, anchor }) => `<li><a href="#${anchor}">${escapeXml(text)}</a></li>`);
  return [
    `<li><a href="${to(sitePath(file))}" aria-current="page">${title}</a>`,
    ...(lines.length ? ["<ul>", ...lines, "</ul>"] : []),
    "</li>",
  ];
}

/** Links to the pages before and after this one. */
function neighbours(file: string, pages: Pages, order: readonly string[], to: To): string[] {
  const at = order.indexOf(file);
  const link = (rel: "prev" | "next", says: string, other: string | undefined) =>
    other === undefined
      ? []
      : [
          `<a rel="${rel}" href="${to(sitePath(other))}"><span>${says}</span> ${escapeXml(titleOf(pages.get(other)!))}</a>`,
        ];
  return [
    '<nav class="neighbours" aria-label="Previous and next page">',
    ...link("prev", "Previous", order[at - 1]),
    ...link("next", "Next", order[at + 1]),
    "</nav>",
  ];
}
