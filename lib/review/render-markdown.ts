import type { Review } from "./review";
import { type Section, sectionsOf } from "./sections";
import { verdictWords } from "./verdict";

/** A review as a comment in a pull request. */
export function renderMarkdown(review: Review): string {
  const [verdict, ...rest] = verdictWords(review);
  const findings = review.findings.map(
    ({ severity, danger, says }) => `- **${severity}**${danger ? ` (\`${danger}\`)` : ""}: ${escape(says)}`,
  );
  const parts = [
    [`**${verdict}**`],
    ...rest.map((line) => [escape(line)]),
    ...(findings.length > 0 ? [findings] : []),
    ...sectionsOf(review).flatMap(sectionParts),
  ];
  return `${parts.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function sectionParts({ title, lines, files = [] }: Section): string[][] {
  return [
    [`### ${escape(title)}`],
    ...(lines.length > 0 ? [lines.map((line) => `- ${escape(line)}`)] : []),
    ...files.map(({ title, diff }) => foldedDiff(title, diff)),
  ];
}

/** What is longer is folded until somebody opens it: lines. */
const longDiff = 40;

/** Fenced by more backquotes than a file has in a row. */
function foldedDiff(title: string, diff: readonly string[]): string[] {
  const longest = Math.max(2, ...diff.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)));
  const fence = "`".repeat(longest + 1);
  const open = diff.length > longDiff ? "" : " open";
  return [`<details${open}><summary>${html(title)}</summary>`, "", `${fence}diff`, ...diff, fence, "", "</details>"];
}

const html = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/** Text as Markdown shows it: what comes from a plan must not become markup. */
const escape = (text: string) => html(text).replace(/([\\`*_[\]|])/g, "\\$1");
