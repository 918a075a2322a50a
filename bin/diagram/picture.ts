/** What a box or an arrow represents, which determines its colours. */
export type Kind =
  "outside" | "frame" | "subnet" | "balancer" | "masters" | "workers" | "pods" | "kubernetes" | "etcd" | "front-proxy";

/** A line of text in a box. */
export interface Line {
  readonly text: string;
  /** A name is emphasized, a note is subdued. */
  readonly as: "name" | "text" | "note";
  /** A coloured dot before it, for the subject of the line. @default none */
  readonly dot?: Kind;
}

/** A box with lines of text on top, and boxes below them. */
export interface Box {
  /** Unique in its picture. */
  readonly id: string;
  readonly kind: Kind;
  readonly lines: readonly Line[];
  readonly children?: readonly Box[];
  /** Maximum width of a row of children, in pixels. @default the arrows determine the layout */
  readonly rows?: number;
  /** It begins a new row of its parent. @default false */
  readonly newRow?: boolean;
}

/** An end of an arrow: a box, or one of its lines by number. */
export interface End {
  readonly box: string;
  readonly line?: number;
}

/** An arrow between two boxes, or from one to itself. */
export interface Arrow {
  readonly from: End;
  readonly to: End;
  readonly kind: Kind;
  /** The arrowhead is at its start; the layout uses only `from` and `to`. @default false */
  readonly back?: boolean;
  /** Text next to it. @default none */
  readonly label?: readonly string[];
}

/** The content of a picture; the layout decides where everything is. */
export interface Picture {
  /** What the picture shows, in one sentence: alternative text for people who cannot see it. */
  readonly title: string;
  /** The direction of most arrows. */
  readonly direction: "DOWN" | "RIGHT";
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

export const name = (text: string, dot?: Kind): Line => ({ text, as: "name", dot });
export const text = (text: string, dot?: Kind): Line => ({ text, as: "text", dot });
export const note = (text: string, dot?: Kind): Line => ({ text, as: "note", dot });
