import type { Kind } from "./picture";
import { fonts, fontSize } from "./text-size";

/** The colours of one kind: a box's background, and the edge of a box or an arrow. */
type Colours = Readonly<Record<Kind, { readonly ground: string; readonly edge: string }>>;

interface Theme {
  readonly page: string;
  readonly text: string;
  readonly note: string;
  readonly kinds: Colours;
}

const light: Theme = {
  page: "#ffffff",
  text: "#1f2328",
  note: "#57606a",
  kinds: {
    outside: { ground: "#ffffff", edge: "#6e7781" },
    frame: { ground: "#f6f8fa", edge: "#8c959f" },
    subnet: { ground: "#ffffff", edge: "#afb8c1" },
    balancer: { ground: "#fbefff", edge: "#8250df" },
    masters: { ground: "#ddf4ff", edge: "#0969da" },
    workers: { ground: "#dafbe1", edge: "#1a7f37" },
    pods: { ground: "#fff8c5", edge: "#9a6700" },
    kubernetes: { ground: "#ddf4ff", edge: "#0969da" },
    etcd: { ground: "#dafbe1", edge: "#1a7f37" },
    "front-proxy": { ground: "#fff1e5", edge: "#bc4c00" },
  },
};

const dark: Theme = {
  page: "#0d1117",
  text: "#e6edf3",
  note: "#9da7b3",
  kinds: {
    outside: { ground: "#0d1117", edge: "#8b949e" },
    frame: { ground: "#161b22", edge: "#6e7681" },
    subnet: { ground: "#0d1117", edge: "#484f58" },
    balancer: { ground: "#2a1f42", edge: "#a371f7" },
    masters: { ground: "#0c2d4f", edge: "#58a6ff" },
    workers: { ground: "#0f3320", edge: "#3fb950" },
    pods: { ground: "#3a2d08", edge: "#d29922" },
    kubernetes: { ground: "#0c2d4f", edge: "#58a6ff" },
    etcd: { ground: "#0f3320", edge: "#3fb950" },
    "front-proxy": { ground: "#42230c", edge: "#f0883e" },
  },
};

const rules = ({ page, text, note, kinds }: Theme) => [
  `.page { fill: ${page}; }`,
  `text { fill: ${text}; }`,
  `.note, .label { fill: ${note}; }`,
  ...Object.entries(kinds).flatMap(([kind, { ground, edge }]) => [
    `rect.${kind} { fill: ${ground}; stroke: ${edge}; }`,
    `path.${kind} { stroke: ${edge}; }`,
    `.dot.${kind} { fill: ${edge}; }`,
  ]),
];

/** The style sheet of every picture: light, and dark if the reader's system prefers it. */
export const styleSheet: readonly string[] = [
  `text { font: ${fontSize}px ${fonts}; white-space: pre; }`,
  ".name { font-weight: 600; }",
  "path { fill: none; stroke-width: 1.5px; }",
  ...rules(light),
  "@media (prefers-color-scheme: dark) {",
  ...rules(dark).map((rule) => `  ${rule}`),
  "}",
];
