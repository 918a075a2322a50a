import { posix } from "node:path";
import MarkdownIt from "markdown-it";
import { anchorsOf } from "./anchors";

type Token = MarkdownIt.Token;

/** A heading of a page. */
export interface Heading {
  /** `h1`, `h2` ... */
  readonly level: string;
  /** As plain text. */
  readonly text: string;
  readonly anchor: string;
}

/** A link, or an image, to something of the project. */
export interface Link {
  /** Path from the project's folder, without an anchor. */
  readonly target: string;
  /** The heading above it. */
  readonly under?: Heading;
}

/** What stands below a heading, up to the next one. */
export interface PageSection {
  readonly heading: Heading;
  /** Its text without markup, code and tables included. */
  readonly text: string;
}

/** A page that was read from Markdown. */
export interface MarkdownPage {
  readonly headings: readonly Heading[];
  readonly links: readonly Link[];
  readonly sections: readonly PageSection[];
  /** Its body as HTML, with links to where the site has their targets. */
  readonly html: string;
}

// HTML in Markdown: the comments that mark what is generated.
const markdown = new MarkdownIt({ html: true });
// A table that is wider than the screen scrolls in a box of its own, which the keyboard can scroll too.
markdown.renderer.rules.table_open = () => '<div class="wide" tabindex="0">\n<table>\n';
markdown.renderer.rules.table_close = () => "</table>\n</div>\n";
// What a reader copies to show somebody else a section.
markdown.renderer.rules.heading_close = (tokens, index) => {
  const anchor = tokens[index - 2]!.attrGet("id");
  return ` <a class="anchor" href="#${anchor}" aria-label="Link to this section">#</a></${tokens[index]!.tag}>\n`;
};

/** Where the site has a file of the project: pages are HTML, all else is as it is. */
export function sitePath(file: string): string {
  return file.replace(/(^|\/)README\.md$/, "$1index.html").replace(/\.md$/, ".html");
}

/**
 * Reads a page.
 * @param file its path from the project's folder
 */
export function readPage(file: string, text: string): MarkdownPage {
  const tokens = markdown.parse(text, {});
  const headings = identifyHeadings(tokens);
  const links: Link[] = [];
  let under: Heading | undefined;
  for (const token of tokens) {
    under = headings.get(token) ?? under;
    for (const inline of token.children ?? []) {
      const target = redirect(file, inline);
      if (target !== undefined) links.push({ target, under });
    }
  }
  return {
    headings: [...headings.values()],
    links,
    sections: sectionsOf(tokens, headings),
    html: markdown.renderer.render(tokens, markdown.options, {}),
  };
}

/** Gives each heading an id, as GitHub does. The headings, by the tokens that open them. */
function identifyHeadings(tokens: readonly Token[]): Map<Token, Heading> {
  const opening = tokens.filter(({ type }) => type === "heading_open");
  const content = (token: Token) => tokens[tokens.indexOf(token) + 1]!;
  const anchors = anchorsOf(opening.map((token) => content(token).content));
  return new Map(
    opening.map((token, index) => {
      const anchor = anchors[index]!;
      token.attrSet("id", anchor);
      return [token, { level: token.tag, text: plainText(content(token)), anchor }];
    }),
  );
}

const plainText = ({ children }: Token) =>
  (children ?? []).map(({ type, content }) => (type === "softbreak" ? " " : content)).join("");

/** The text of each section. A heading's own text is in `heading` alone. */
function sectionsOf(tokens: readonly Token[], headings: ReadonlyMap<Token, Heading>): PageSection[] {
  const starts = tokens.flatMap((token, index) => (headings.has(token) ? [index] : []));
  return starts.map((start, position) => {
    // The heading itself is three tokens.
    const body = tokens.slice(start + 3, starts[position + 1]);
    const texts = body.flatMap((token) => {
      if (token.type === "inline") return [plainText(token)];
      return token.type === "fence" || token.type === "code_block" ? [token.content] : [];
    });
    return { heading: headings.get(tokens[start]!)!, text: texts.join(" ").replace(/\s+/g, " ").trim() };
  });
}

/** Makes a link or image lead to its target's place in the site. The target, if it is of the project. */
function redirect(file: string, token: Token): string | undefined {
  const attribute = { link_open: "href", image: "src" }[token.type];
  const link = attribute && token.attrGet(attribute);
  if (!attribute || typeof link !== "string" || /^[a-z]+:|^#/.test(link)) return undefined;
  const [path, anchor] = link.split("#") as [string, string?];
  token.attrSet(attribute, sitePath(path) + (anchor ? `#${anchor}` : ""));
  return posix.join(posix.dirname(file), path);
}
