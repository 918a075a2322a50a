import fc from "fast-check";
import { readClusterFile } from "../components/derived/cluster-file";
import { planCluster } from "../lib/cluster";
import { layOut, type Layout, type PlacedBox, placedLines, type Rectangle } from "../bin/diagram/layout";
import { pictures } from "../bin/diagram/pictures";
import { clusterFiles, configOf, project } from "../tools/fixtures/synthesized";

const layoutsOf = async (config: ReturnType<typeof configOf>) => {
  const cluster = planCluster(config);
  const named = Object.entries(pictures).map(
    async ([name, picture]) => [name, await layOut(picture(cluster))] as const,
  );
  return Promise.all(named);
};

jest.setTimeout(120_000);

/** Rectangles that share more than an edge. */
const overlap = (one: Rectangle, other: Rectangle) =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height;

const inside = (inner: Rectangle, outer: Rectangle) =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

const pairs = <T>(all: readonly T[]) =>
  all.flatMap((one, index) => all.slice(index + 1).map((other) => [one, other] as const));

/** The straight parts of an arrow's way, as rectangles without breadth. */
const strokes = ({ points }: Layout["arrows"][number]) =>
  points.slice(1).map((point, index) => {
    const before = points[index]!;
    const [x, y] = [Math.min(before.x, point.x), Math.min(before.y, point.y)];
    return { x, y, width: Math.abs(before.x - point.x), height: Math.abs(before.y - point.y) };
  });

const around = (outer: PlacedBox, inner: PlacedBox) => inner.within.includes(outer.box.id);

/** What stands where it should not, in words. */
function faults({ width, height, boxes, arrows }: Layout): string[] {
  const page = { x: 0, y: 0, width, height };
  const texts = boxes.flatMap((placed) => placedLines(placed).map((one) => ({ ...one, what: one.line.text, placed })));
  const labels = arrows.flatMap(({ arrow, label }) => (label ? [{ ...label, what: arrow.label!.join(), arrow }] : []));
  const written = [...texts, ...labels];
  const leaves = boxes.filter(({ box }) => !box.children);
  return [
    ...[...boxes, ...written].filter((one) => !inside(one, page)).map(() => "off the page"),
    ...texts.filter(({ placed, ...one }) => !inside(one, placed)).map(({ what }) => `${what} leaves its box`),
    ...boxes.flatMap((outer) =>
      boxes
        .filter((inner) => around(outer, inner) && !inside(inner, outer))
        .map(({ box }) => `${box.id} leaves ${outer.box.id}`),
    ),
    ...pairs(boxes)
      .filter(([one, other]) => !around(one, other) && !around(other, one) && overlap(one, other))
      .map(([one, other]) => `${one.box.id} and ${other.box.id} overlap`),
    ...pairs(written)
      .filter(([one, other]) => overlap(one, other))
      .map(([one, other]) => `${one.what} and ${other.what} overlap`),
    ...texts.flatMap(({ placed, ...one }) =>
      boxes.filter((box) => around(placed, box) && overlap(box, one)).map(({ box }) => `${box.id} hides ${one.what}`),
    ),
    ...labels.flatMap((label) =>
      leaves.filter((box) => overlap(box, label)).map(({ box }) => `${label.what} is on ${box.id}`),
    ),
    ...arrows.flatMap((one) =>
      strokes(one).flatMap((stroke) =>
        written.filter((text) => overlap(text, stroke)).map(({ what }) => `an arrow crosses ${what}`),
      ),
    ),
    ...arrows.flatMap((one) => {
      const { from, to } = one.arrow;
      const strange = leaves.filter(({ box }) => box.id !== from.box && box.id !== to.box);
      const hit = (box: Rectangle) => strokes(one).some((stroke) => overlap(box, stroke));
      return strange.filter(hit).map(({ box }) => `the arrow from ${from.box} to ${to.box} crosses ${box.id}`);
    }),
    ...arrows
      .filter(({ points }) => points.length < 2)
      .map(({ arrow }) => `no way from ${arrow.from.box} to ${arrow.to.box}`),
  ];
}

test.each(clusterFiles)(
  "nothing in the pictures of %s overlaps, is hidden or is cut off, and they fit a README",
  async (file) => {
    for (const [name, layout] of await layoutsOf(readClusterFile(`${project}/${file}`).config)) {
      expect([name, faults(layout)]).toEqual([name, []]);
      // GitHub shows about 830: text of 12 pixels stays above 11.
      expect(layout.width).toBeLessThan(900);
    }
  },
);

test("nothing overlaps, is hidden or is cut off in pictures of other cluster sizes either", async () => {
  const sizes = fc.record({
    masters: fc.constantFrom(1, 3, 5),
    workers: fc.integer({ min: 1, max: 14 }),
    zones: fc.integer({ min: 1, max: 5 }),
    privateNodes: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(sizes, async ({ masters, workers, zones, privateNodes }) => {
      const subnets = Array.from(
        { length: zones },
        (_, n) => `{ cidr: 172.31.${n}.0/24, zone: us-east-2${"abcde"[n]} }`,
      );
      const network = `{ subnets: [${subnets.join(", ")}], privateNodes: ${privateNodes} }`;
      const bastion = privateNodes ? "ssh: { bastion: { host: bastion.example.com } }\n" : "";
      const text = `${bastion}network: ${network}\nmasters: { count: ${masters} }\nworkers: { count: ${workers} }\n`;
      for (const [, layout] of await layoutsOf(configOf(text))) expect(faults(layout)).toEqual([]);
    }),
    { numRuns: 15 },
  );
});

test("the test finds elements that overlap, are hidden, are crossed or are cut off", async () => {
  const box = (id: string, within: string[] = []) => ({
    box: { id, kind: "frame", lines: [{ text: id, as: "text" }] },
    within,
  });
  const size = { width: 100, height: 50 };
  const layout = {
    width: 300,
    height: 300,
    boxes: [
      { ...box("a"), x: 0, y: 0, ...size },
      { ...box("b"), x: 50, y: 20, ...size },
      { ...box("c", ["a"]), x: 0, y: 10, ...size },
      { ...box("a long text"), x: 0, y: 200, width: 40, height: 20 },
      { ...box("e"), x: 250, y: 200, ...size },
    ],
    arrows: [
      {
        arrow: { from: { box: "a" }, to: { box: "e" }, kind: "frame" },
        points: [
          { x: 0, y: 25 },
          { x: 90, y: 25 },
        ],
      },
    ],
  } as unknown as Layout;
  expect(faults(layout)).toEqual(
    expect.arrayContaining([
      "off the page",
      "a long text leaves its box",
      "c leaves a",
      "a and b overlap",
      "c hides a",
      "an arrow crosses a",
      "the arrow from a to e crosses b",
    ]),
  );
});
