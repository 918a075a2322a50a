import { type Layout, type PlacedArrow, type PlacedBox, placedLines, type PlacedLine } from "./layout";
import type { Picture } from "./picture";
import { styleSheet } from "./style";
import { dotWidth, lineHeight } from "./text-size";

/** From a line's upper edge to its text baseline. */
const baseline = 13;

/** An SVG document. */
export interface SvgDocument {
  /** What it shows, for readers who cannot see it. */
  readonly title: string;
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** Lines of CSS. */
  readonly style: readonly string[];
  /** The elements that it draws. */
  readonly elements: readonly string[];
}

/** The text of an SVG document: one element per line, so that a change is readable as a diff. */
export function svgText({ title, width, height, style, elements }: SvgDocument): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    "<style>",
    ...style,
    "</style>",
    ...elements,
    "</svg>",
    "",
  ].join("\n");
}

/** A picture as an SVG document. */
export function renderSvg({ title }: Picture, { width, height, boxes, arrows }: Layout): string {
  const page = `<rect class="page" width="${width}" height="${height}" rx="8"/>`;
  const drawn = [...boxes.flatMap(renderBox), ...arrows.flatMap(renderWay), ...arrows.flatMap(renderLabel)];
  return svgText({ title, width, height, style: styleSheet, elements: [page, ...drawn] });
}

/** A text as XML has it, also within an attribute. */
export const escapeXml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

/** Half pixels are precise enough, and keep the document from depending on the last bit of a sum. */
const round = (number: number) => Math.round(number * 2) / 2;

function renderBox(placed: PlacedBox): string[] {
  const { box, x, y, width, height } = placed;
  const size = `x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"`;
  const dash = box.kind === "outside" ? ' stroke-dasharray="4 3"' : "";
  return [`<rect class="${box.kind}" ${size} rx="6"${dash}/>`, ...placedLines(placed).flatMap(renderLine)];
}

function renderLine({ line: { text, as, dot }, x, y }: PlacedLine): string[] {
  if (!dot) return [renderText(as, text, x, y)];
  const circle = `<circle class="dot ${dot}" cx="${round(x + 4)}" cy="${round(y + lineHeight / 2)}" r="4"/>`;
  return [circle, renderText(as, text, x + dotWidth, y)];
}

const renderText = (style: string, text: string, x: number, y: number) =>
  `<text class="${style}" x="${round(x)}" y="${round(y + baseline)}">${escapeXml(text)}</text>`;

function renderWay({ arrow: { kind }, points }: PlacedArrow): string[] {
  const way = points.map(({ x, y }, index) => `${index ? "L" : "M"}${round(x)} ${round(y)}`).join(" ");
  return [`<path class="${kind}" d="${way}"/>`, `<path class="${kind}" d="${head(points)}"/>`];
}

/** The two strokes of an arrow's head, at its last point. */
function head(points: PlacedArrow["points"]): string {
  const [before, tip] = points.slice(-2) as [{ x: number; y: number }, { x: number; y: number }];
  const [along, across] = [7, 4];
  const length = Math.hypot(tip.x - before.x, tip.y - before.y) || 1;
  const [dx, dy] = [(tip.x - before.x) / length, (tip.y - before.y) / length];
  const side = (sign: number) =>
    `${round(tip.x - along * dx - sign * across * dy)} ${round(tip.y - along * dy + sign * across * dx)}`;
  return `M${side(1)} L${round(tip.x)} ${round(tip.y)} L${side(-1)}`;
}

function renderLabel({ arrow, label }: PlacedArrow): string[] {
  if (!label) return [];
  return (arrow.label ?? []).map((text, index) => renderText("label", text, label.x, label.y + index * lineHeight));
}
