import type { Line } from "./picture";

/** All sizes are in pixels. */
export const fontSize = 12;
export const lineHeight = 18;
/** Between a box's edge and its text. */
export const padding = 12;
/** What a dot before a line takes. */
export const dotWidth = 16;

/**
 * Every character's width in units of the font size: pictures are written in fonts of one width, so that what fits here
 * fits wherever they are shown, whichever of these fonts there is. The widest have 0.602.
 */
const characterWidth = 0.61;

/** Fonts of one width, by the systems that have them; none is wider than reckoned with here. */
export const fonts = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace";

/** How wide a text is. */
export function textWidth(text: string): number {
  return Math.ceil([...text].length * characterWidth * fontSize);
}

/** How wide a line is, with its dot. */
export function lineWidth({ text, dot }: Line): number {
  return textWidth(text) + (dot ? dotWidth : 0);
}
