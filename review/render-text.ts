import type { Finding } from "./finding";
import type { Review } from "./review";
import { sectionsOf } from "./sections";
import { verdictWords } from "./verdict";

/** Colours of a terminal, or none. */
type Paint = (text: string, style: keyof typeof styles) => string;

const styles = { bold: 1, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
const colours: Readonly<Record<Review["verdict"], keyof typeof styles>> = {
  nothing: "green",
  safe: "green",
  disruptive: "yellow",
  "cannot-judge": "red",
  dangerous: "red",
};

/** A review for people at a terminal. */
export function renderText(review: Review, coloured: boolean): string {
  const paint: Paint = (text, style) => (coloured ? `\x1b[${styles[style]}m${text}\x1b[0m` : text);
  const [verdict, ...rest] = verdictWords(review);
  const parts = [
    [paint(verdict!, colours[review.verdict]), ...rest],
    ...(review.findings.length > 0 ? [review.findings.map((finding) => findingLine(finding, paint))] : []),
    ...sectionsOf(review).map(({ title, lines, files = [] }) => [
      paint(title, "bold"),
      ...lines.map((line) => `  ${line}`),
      ...files.flatMap((file) => [`  ${file.title}`, ...file.diff.map((line) => `    ${diffLine(line, paint)}`)]),
    ]),
  ];
  return `${parts.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function findingLine({ severity, kind, says }: Finding, paint: Paint): string {
  return `${paint(kind ? `${severity} (${kind})` : severity, severity === "disruptive" ? "yellow" : "red")}: ${says}`;
}

function diffLine(line: string, paint: Paint): string {
  if (line.startsWith("@@")) return paint(line, "cyan");
  if (line.startsWith("+")) return paint(line, "green");
  return line.startsWith("-") ? paint(line, "red") : line;
}
