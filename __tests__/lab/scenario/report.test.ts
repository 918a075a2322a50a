import { scenarios } from "../../../lab/scenario/registry";
import { renderPage, renderResult, type ScenarioResult } from "../../../lab/scenario/report";
import { leadsTo } from "../../../lab/scenario/start";
import { configOf } from "../../../tools/fixtures/synthesized";

const stream = (worstGap: number) => ({ requests: 1000, retried: 3, failed: 1, worstGap, reasons: {} });
const result: ScenarioResult = {
  name: "upgrade",
  seconds: 170.4,
  wholeSeconds: 400,
  load: {
    streams: { writes: stream(1900), reads: stream(800), NodePort: stream(150), ClusterIP: stream(140) },
    writes: { acknowledged: 999, lost: [] },
    fewestEndpoints: 1,
  },
};

test("a result is a row of the page, with the worst gap of each stream", () => {
  const day = "2026-11-25";
  const page = renderPage(scenarios, [
    { ...result, day },
    { name: "teardown", seconds: 150, wholeSeconds: 300, day },
  ]);
  expect(page).toContain("The measured scenarios together took 12 minutes.");
  expect(page).toContain(
    `| \`upgrade\` | ${day} | 170 s | 1.9 s | 0.8 s | 0.1 s | 0.1 s | - | 4 of 4000 | 0 of 999 | at least 1 |`,
  );
  expect(page).toContain(`| \`teardown\` | ${day} | 150 s | - | - | - | - | - | - | - | - |`);
  expect(page).toMatch(/^Not measured yet: .*`renew`/m);
});

test("a failure says why, after the results of the load", () => {
  expect(renderResult({ ...result, failure: "2 writes are lost" }).split("\n")).toEqual([
    "FAILED  upgrade: 170 s, with start and checks 400 s",
    "        writes: 1000 requests, 3 retried, 1 failed; worst gap 1.9 s",
    "        reads: 1000 requests, 3 retried, 1 failed; worst gap 0.8 s",
    "        service, NodePort: 1000 requests, 3 retried, 1 failed; worst gap 0.1 s",
    "        service, ClusterIP: 1000 requests, 3 retried, 1 failed; worst gap 0.1 s",
    "        999 writes acknowledged, 0 lost",
    "        at least 1 endpoints",
    "2 writes are lost",
  ]);
});

test.each([
  ["workers: { count: 3 }", true],
  ["workers: { count: 1 }", false],
  ["kubernetes: { version: 1.36.4 }", false],
  ["masters: { count: 1 }", false],
  ["kubelet: { extraConfig: { maxPods: 90 } }", true],
])("a cluster of two workers becomes one of %s without a new one: %s", (change, possible) => {
  const from = configOf("workers: { count: 2 }");
  const to = configOf(change.includes("workers") ? change : `workers: { count: 2 }\n${change}`);
  expect(leadsTo(from, to)).toBe(possible);
});
