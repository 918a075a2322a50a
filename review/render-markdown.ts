import type { Review } from "./review";
import { type Section, sectionsOf } from "./sections";
import { verdictWords } from "./verdict";

/** How a file with a diff is shown, as a paragraph's lines. */
type ShowFile = (title: string, diff: readonly string[]) => string[];

/** GitHub takes comments of 65536 characters. */
const longest = 65_000;

/** A review as a comment in a pull request, without diffs if it would be too long. */
export function renderMarkdown(review: Review): string {
  const whole = render(review, foldedDiff);
  return whole.length <= longest ? whole : render(review, diffLeftOut);
}

function render(review: Review, showFile: ShowFile): string {
  const [verdict, ...rest] = verdictWords(review);
  const findings = review.findings.map(
    ({ severity, kind, says }) => `- **${severity}**${kind ? ` (\`${kind}\`)` : ""}: ${escape(says)}`,
  );
  const parts = [
    [`**${verdict}**`],
    ...rest.map((line) => [escape(line)]),
    ...(findings.length > 0 ? [findings] : []),
    ...sectionsOf(review).flatMap((section) => sectionParts(section, showFile)),
  ];
  return `${parts.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function sectionParts({ title, lines, files = [] }: Section, showFile: ShowFile): string[][] {
  return [
    [`### ${escape(title)}`],
    ...(lines.length > 0 ? [lines.map((line) => `- ${escape(line)}`)] : []),
    ...files.map(({ title, diff }) => showFile(title, diff)),
  ];
}

/** Folds long content until the reader opens it. */
const longDiff = 40;

/** Fenced by more backquotes than the file has in a row. */
function foldedDiff(title: string, diff: readonly string[]): string[] {
  const longest = Math.max(2, ...diff.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)));
  const fence = "`".repeat(longest + 1);
  const open = diff.length > longDiff ? "" : " open";
  return [`<details${open}><summary>${html(title)}</summary>`, "", `${fence}diff`, ...diff, fence, "", "</details>"];
}

function diffLeftOut(title: string, diff: readonly string[]): string[] {
  return [
    `- ${escape(title)}: ${diff.length} lines, left out, because the comment would be too long; the text form has them`,
  ];
}

const html = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/** Text with Markdown escaped: text from a plan must not become markup. */
const escape = (text: string) => html(text).replace(/([\\`*_[\]|])/g, "\\$1");
