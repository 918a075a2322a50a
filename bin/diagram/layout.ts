import ELK, {
  type ElkExtendedEdge,
  type ElkNode,
  type ElkPoint,
  type ElkPort,
  type LayoutOptions,
} from "elkjs/lib/elk.bundled.js";
import type { Arrow, Box, End, Line, Picture } from "./picture";
import { lineHeight, lineWidth, padding, textWidth } from "./text-size";

/** A rectangle in the picture, in pixels from its upper left corner. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedBox extends Rectangle {
  readonly box: Box;
  /** Ids of the boxes around it, the outermost first. */
  readonly within: readonly string[];
}

export interface PlacedArrow {
  readonly arrow: Arrow;
  /** The corners of the arrow, both ends included. */
  readonly points: readonly ElkPoint[];
  readonly label?: Rectangle;
}

/** A line of a box, and the area of its text. */
export interface PlacedLine extends Rectangle {
  readonly line: Line;
}

/** The positions of everything in a picture. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  readonly arrows: readonly PlacedArrow[];
}

const elk = new ELK();
const margin = 16;
const gap = 14;

/** The positions of a box's lines, below each other from its upper left corner. */
export function placedLines({ box, x, y }: PlacedBox): PlacedLine[] {
  return box.lines.map((line, index) => ({
    line,
    x: x + padding,
    y: y + padding + index * lineHeight,
    width: lineWidth(line),
    height: lineHeight,
  }));
}

/** Places a picture's boxes, and routes its arrows. */
export async function layOut(picture: Picture): Promise<Layout> {
  const graph: ElkNode = {
    id: "picture",
    layoutOptions: { ...inLayers(picture.direction), "elk.padding": paddings(margin, margin) },
    children: picture.boxes.map((box) => node(box, picture, 0)),
    edges: picture.arrows.map(edge),
  };
  const { width = 0, height = 0, children = [], edges = [] } = await elk.layout(graph);
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    boxes: placed(picture.boxes, children),
    arrows: picture.arrows.map((arrow, index) => placedArrow(arrow, edges[index]!)),
  };
}

const inLayers = (direction: Picture["direction"]) => ({
  "elk.algorithm": "layered",
  "elk.direction": direction,
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
  "elk.layered.nodePlacement.bk.fixedAlignment": "BALANCED",
  "elk.spacing.nodeNode": "24",
  "elk.spacing.edgeNode": "16",
  "elk.spacing.edgeEdge": "10",
  "elk.spacing.edgeLabel": "6",
  "elk.layered.spacing.nodeNodeBetweenLayers": "28",
  "elk.layered.spacing.edgeNodeBetweenLayers": "14",
  "elk.json.shapeCoords": "ROOT",
  "elk.json.edgeCoords": "ROOT",
});

const inRows = (width: number) => ({
  "elk.algorithm": "rectpacking",
  "elk.hierarchyHandling": "SEPARATE_CHILDREN",
  "elk.rectpacking.widthApproximation.strategy": "TARGET_WIDTH",
  "elk.rectpacking.widthApproximation.targetWidth": `${width}`,
  "elk.spacing.nodeNode": `${gap}`,
});

const paddings = (top: number, rest: number) => `[top=${top},left=${rest},bottom=${rest},right=${rest}]`;

const textHeight = ({ lines }: Box) => (lines.length ? lines.length * lineHeight + padding : 0);

const widthOf = ({ lines }: Box) => Math.max(...lines.map(lineWidth)) + 2 * padding;

/** @param least its minimum width: boxes in a row have the same width */
function node(box: Box, picture: Picture, least: number): ElkNode {
  const [width, height] = [Math.max(widthOf(box), least), textHeight(box) + padding];
  const widest = box.rows === undefined ? 0 : Math.max(...(box.children ?? []).map(widthOf));
  const order = { "elk.rectpacking.inNewRow": `${box.newRow ?? false}` };
  if (!box.children) {
    const ports = lineEnds(box, width, picture);
    const fixed: LayoutOptions = ports.length ? { "elk.portConstraints": "FIXED_POS" } : {};
    return { id: box.id, width, height, ports, layoutOptions: { ...order, ...fixed } };
  }
  return {
    id: box.id,
    children: box.children.map((child) => node(child, picture, widest)),
    layoutOptions: {
      ...(box.rows === undefined ? inLayers(picture.direction) : inRows(box.rows)),
      ...order,
      "elk.padding": paddings(textHeight(box) + 4, padding),
      "elk.nodeSize.constraints": "MINIMUM_SIZE",
      "elk.nodeSize.minimum": `(${width},${height})`,
    },
  };
}

const portId = ({ box, line }: End) => `${box}:${line}`;

/** Where arrows end at single lines of a box: on the left of the line if they arrive, on the right if they leave. */
function lineEnds({ id }: Box, width: number, { arrows }: Picture): ElkPort[] {
  const port = (end: End, x: number, side: string) => ({
    id: portId(end),
    ...{ x, y: padding + (end.line! + 0.5) * lineHeight, width: 0, height: 0 },
    layoutOptions: { "elk.port.side": side },
  });
  const ofLines = ({ box, line }: End) => box === id && line !== undefined;
  const arriving = arrows.map(({ to }) => to).filter(ofLines);
  const leaving = arrows.map(({ from }) => from).filter(ofLines);
  return [...arriving.map((end) => port(end, 0, "WEST")), ...leaving.map((end) => port(end, width, "EAST"))];
}

function edge({ from, to, label }: Arrow, index: number): ElkExtendedEdge {
  const end = (one: End) => (one.line === undefined ? one.box : portId(one));
  const size = label && { width: Math.max(...label.map(textWidth)), height: label.length * lineHeight };
  return {
    id: `arrow-${index}`,
    sources: [end(from)],
    targets: [end(to)],
    labels: size ? [{ text: label.join("\n"), ...size, layoutOptions: { "elk.edgeLabels.placement": "CENTER" } }] : [],
  };
}

function placed(boxes: readonly Box[], nodes: readonly ElkNode[], within: readonly string[] = []): PlacedBox[] {
  return boxes.flatMap((box, index) => {
    const { x, y, width, height, children } = nodes[index]!;
    return [
      { box, within, x: x!, y: y!, width: width!, height: height! },
      ...placed(box.children ?? [], children ?? [], [...within, box.id]),
    ];
  });
}

function placedArrow(arrow: Arrow, { sections, labels }: ElkExtendedEdge): PlacedArrow {
  const points = (sections ?? []).flatMap(({ startPoint, bendPoints, endPoint }) => [
    startPoint,
    ...(bendPoints ?? []),
    endPoint,
  ]);
  const [label] = (labels ?? []).map(({ x, y, width, height }) => ({ x: x!, y: y!, width: width!, height: height! }));
  return { arrow, points: arrow.back ? points.reverse() : points, label };
}
