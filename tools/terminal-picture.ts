import { escapeXml, svgText } from "../bin/diagram/svg";
import { fonts, fontSize, lineHeight, textWidth } from "../bin/diagram/text-size";

/** What a terminal's codes change in the text after them: `\x1b[1m` is bold, `\x1b[32m` green, `\x1b[0m` none of all. */
const classes: Readonly<Record<string, string>> = {
  1: "bold",
  31: "red",
  32: "green",
  33: "yellow",
  34: "blue",
  35: "magenta",
  36: "cyan",
};

/** Terminals are dark, whatever the page around them is. */
const styleSheet = [
  `text { font: ${fontSize}px ${fonts}; white-space: pre; fill: #e6edf3; }`,
  "rect { fill: #0d1117; stroke: #30363d; }",
  ".bold { font-weight: 600; }",
  ".red { fill: #ff7b72; }",
  ".green { fill: #3fb950; }",
  ".yellow { fill: #d29922; }",
  ".blue { fill: #58a6ff; }",
  ".magenta { fill: #bc8cff; }",
  ".cyan { fill: #39c5cf; }",
];

/** A terminal's width in characters. A README is about 830 pixels wide: wider pictures have smaller letters there. */
export const columns = 116;
const margin = 16;

/** A character on the screen, with the classes of its style. */
interface Cell {
  readonly character: string;
  readonly style: string;
}

/**
 * A recorded terminal session as an SVG document, one line of the session a line.
 * @param title what the picture shows, for those who cannot see it
 * @param session what the terminal showed, with its codes for colours; lines that begin with `$ ` are commands
 * @throws Error when the session has a code that is not a known colour
 */
export function renderTerminal(title: string, session: string): string {
  const lines = session.trimEnd().split("\n").map(cellsOf).flatMap(fold);
  const width = textWidth(" ".repeat(columns)) + 2 * margin;
  const height = lines.length * lineHeight + 2 * margin;
  const screen = `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>`;
  const drawn = lines.map((cells, index) => renderLine(cells, margin + (index + 0.75) * lineHeight));
  return svgText({ title, width, height, style: styleSheet, elements: [screen, ...drawn] });
}

function renderLine(cells: readonly Cell[], y: number): string {
  const starts = cells.flatMap(({ style }, index) => (style === cells[index - 1]?.style ? [] : [index]));
  const pieces = starts.map((start, index) => {
    const text = escapeXml(textOf(cells.slice(start, starts[index + 1])));
    return cells[start]!.style ? `<tspan class="${cells[start]!.style}">${text}</tspan>` : text;
  });
  return `<text x="${margin}" y="${y}">${pieces.join("")}</text>`;
}

/** The characters of a line. A command is bold, with a green prompt. */
function cellsOf(line: string): Cell[] {
  const cells = (text: string, style: string) => [...text].map((character) => ({ character, style }));
  if (line.startsWith("$ ")) return [...cells("$ ", "green"), ...cells(line.slice(2), "bold")];
  const [plain, ...coded] = line.split("\x1b[");
  const on = new Set<string>();
  const parts = coded.map((part) => {
    const [, codes, text] = /^([\d;]*)m(.*)$/.exec(part) ?? [];
    if (codes === undefined) throw new Error(`a recording has a code that is no colour: ${part}`);
    for (const code of codes.split(";")) change(on, code);
    return cells(text!, [...on].join(" "));
  });
  return [...cells(plain!, ""), ...parts.flat()];
}

function change(on: Set<string>, code: string): void {
  const name = classes[code];
  if (code === "0" || code === "") on.clear();
  else if (name) on.add(name);
  else throw new Error(`a recording has the code ${code}; wanted: 0 or one of ${Object.keys(classes).join(", ")}`);
}

/** A line in as many as a terminal of this width needs, cut between words; the further ones keep its indent. */
function fold(cells: readonly Cell[]): (readonly Cell[])[] {
  if (cells.length <= columns) return [cells];
  const indent = /^ */.exec(textOf(cells))![0].length;
  const cut = textOf(cells.slice(0, columns + 1)).lastIndexOf(" ");
  if (cut <= indent) throw new Error(`a recording has a word of more than ${columns} characters: ${textOf(cells)}`);
  return [cells.slice(0, cut), ...fold([...cells.slice(0, indent), ...cells.slice(cut + 1)])];
}

const textOf = (cells: readonly Cell[]) => cells.map(({ character }) => character).join("");
