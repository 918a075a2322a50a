import type { Line } from "./picture";

/** All sizes are in pixels. */
export const fontSize = 12;
export const lineHeight = 18;
/** Between a box's edge and its text. */
export const padding = 12;
/** Width of a dot before a line. */
export const dotWidth = 16;

/**
 * Every character's width in units of the font size. Pictures use monospaced fonts, so that text fits everywhere,
 * whichever of these fonts is available. The widest has 0.602.
 */
const characterWidth = 0.61;

/** Monospaced fonts of several systems; none is wider than assumed here. */
export const fonts = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace";

/** The width of a text. */
export function textWidth(text: string): number {
  return Math.ceil([...text].length * characterWidth * fontSize);
}

/** The width of a line, with its dot. */
export function lineWidth({ text, dot }: Line): number {
  return textWidth(text) + (dot ? dotWidth : 0);
}
