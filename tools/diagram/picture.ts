/** What a box or an arrow stands for: its colours. */
export type Kind =
  "outside" | "frame" | "subnet" | "balancer" | "masters" | "workers" | "pods" | "kubernetes" | "etcd" | "front-proxy";

/** A line of text in a box. */
export interface Line {
  readonly text: string;
  /** A name stands out, a note stands back. */
  readonly as: "name" | "text" | "note";
  /** A coloured dot before it, for what the line is about. Default: none. */
  readonly dot?: Kind;
}

/** A box with lines of text on top, and boxes below them. */
export interface Box {
  /** Unique in its picture. */
  readonly id: string;
  readonly kind: Kind;
  readonly lines: readonly Line[];
  readonly children?: readonly Box[];
  /** Children stand in rows of at most this width, in pixels. Default: where the arrows lead them. */
  readonly rows?: number;
  /** In its parent's rows it begins a new one. Default: false. */
  readonly newRow?: boolean;
}

/** An end of an arrow: a box, or one of its lines, by number. */
export interface End {
  readonly box: string;
  readonly line?: number;
}

/** An arrow between two boxes, or from one to itself. */
export interface Arrow {
  readonly from: End;
  readonly to: End;
  readonly kind: Kind;
  /** Its head is where it starts: the layout goes by `from` and `to` alone. Default: false. */
  readonly back?: boolean;
  /** Beside it. Default: nothing. */
  readonly label?: readonly string[];
}

/** What is to be drawn; where it all stands, the layout decides. */
export interface Picture {
  /** What the picture shows, in one sentence: for those who cannot see it. */
  readonly title: string;
  /** Which way most arrows lead. */
  readonly direction: "DOWN" | "RIGHT";
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

export const name = (text: string, dot?: Kind): Line => ({ text, as: "name", dot });
export const text = (text: string, dot?: Kind): Line => ({ text, as: "text", dot });
export const note = (text: string, dot?: Kind): Line => ({ text, as: "note", dot });
