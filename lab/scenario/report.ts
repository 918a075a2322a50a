import { markdownTable } from "../../lib/render/markdown";
import { type StreamName, streamNames } from "./load/budget";
import type { LoadResult } from "./load/spec";
import type { StreamResult } from "./load/tally";
import type { Scenario } from "./scenario";

/** The result of a scenario. */
export interface ScenarioResult {
  readonly name: string;
  /** Why the scenario failed; undefined if it passed. */
  readonly failure?: string;
  /** Duration without the start of the cluster and without the checks at the end. */
  readonly seconds: number;
  /** Duration with both. */
  readonly wholeSeconds: number;
  /** The result of the load; undefined if there was none. */
  readonly load?: LoadResult;
}

const streamTitles: Readonly<Record<StreamName, string>> = {
  writes: "writes",
  reads: "reads",
  NodePort: "service, NodePort",
  ClusterIP: "service, ClusterIP",
  LoadBalancer: "service, load balancer",
};

const inSeconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;

/** A result as text for people. */
export function renderResult({ name, failure, seconds, wholeSeconds, load }: ScenarioResult): string {
  const times = `${seconds.toFixed(0)} s, with start and checks ${wholeSeconds.toFixed(0)} s`;
  return [
    `${failure ? "FAILED" : "passed"}  ${name}: ${times}`,
    ...(load ? renderLoad(load) : []),
    ...(failure ? [failure] : []),
  ].join("\n");
}

function renderLoad({ streams, writes, fewestEndpoints }: LoadResult): string[] {
  const lines = streamNames.flatMap((name) => {
    const stream = streams[name];
    if (!stream) return [];
    const { requests, retried, failed, worstGap } = stream;
    return [
      `${streamTitles[name]}: ${requests} requests, ${retried} retried, ${failed} failed; worst gap ${inSeconds(worstGap)}`,
    ];
  });
  const { acknowledged = 0, lost = [] } = writes ?? {};
  return [
    ...lines,
    `${acknowledged} writes acknowledged, ${lost.length} lost`,
    `at least ${fewestEndpoints ?? 0} endpoints`,
  ].map((line) => `        ${line}`);
}

/** The results as JSON for programs. */
export function renderResults(results: readonly ScenarioResult[]): string {
  return JSON.stringify({ passed: results.every((it) => !it.failure), scenarios: results }, undefined, 2);
}

/** The page docs/scenarios.md. */
export function renderPage(
  scenarios: readonly Scenario[],
  results: readonly (ScenarioResult & { readonly day: string })[],
): string {
  const whole = results.reduce((sum, it) => sum + it.wholeSeconds, 0);
  const missing = scenarios.filter(({ name }) => !results.some((it) => it.name === name));
  const streams = streamNames.map((name) => `gap: ${streamTitles[name]}`);
  return [
    "# Scenarios",
    "",
    "`npm run lab -- scenario NAME` changes or damages a cluster in [the lab](lab.md#scenarios), mostly while clients use it.",
    "",
    ...markdownTable(
      ["scenario", "shows that"],
      scenarios.map(({ name, shows }) => [`\`${name}\``, shows]),
    ),
    "",
    "## Results",
    "",
    "In the lab, all nodes share the few cores of one machine. Each client (writes, reads, service) makes ten requests a",
    "second. The columns mean:",
    "",
    "- *gap*: the longest time without a good answer, for writes and reads of ConfigMaps and for requests to a Service",
    "- *failed*: requests of all clients that were answered neither at the first nor at the second try",
    "- *writes lost*: acknowledged writes that were missing at the end",
    "- *endpoints*: the lowest number of ready endpoints of the Service; it has two replicas",
    "",
    ...markdownTable(["scenario", "date", "took", ...streams, "failed", "writes lost", "endpoints"], results.map(row)),
    "",
    `The measured scenarios together took ${Math.round(whole / 60)} minutes. This includes the time to create their clusters and to check the results.`,
    ...(missing.length > 0 ? [`Not measured yet: ${missing.map(({ name }) => `\`${name}\``).join(", ")}.`] : []),
    "",
  ].join("\n");
}

const gapOf = (stream: StreamResult | undefined) => (stream ? inSeconds(stream.worstGap) : "-");

function row({ name, day, seconds, load }: ScenarioResult & { readonly day: string }): string[] {
  const begin = [`\`${name}\``, day, `${Math.round(seconds)} s`];
  if (!load) return [...begin, ...streamNames.map(() => "-"), "-", "-", "-"];
  const sum = (count: "failed" | "requests") =>
    streamNames.reduce((all, it) => all + (load.streams[it]?.[count] ?? 0), 0);
  return [
    ...begin,
    ...streamNames.map((it) => gapOf(load.streams[it])),
    `${sum("failed")} of ${sum("requests")}`,
    `${load.writes?.lost.length ?? 0} of ${load.writes?.acknowledged ?? 0}`,
    `at least ${load.fewestEndpoints ?? 0}`,
  ];
}
