import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Given } from "../../lib/command-line";
import { LabError } from "../errors";
import { run } from "../host/shell";
import { Progress } from "../progress";
import { projectRoot } from "../settings";
import { kubectlProgram, labSite } from "../site";
import { writePrivate } from "../../verify/site/private-file";
import type { Site } from "../../verify/site/site";
import { buildSuite, type Suite } from "./build";
import { continued, merged, remaining } from "./continue";
import { conformanceImages, provideImages } from "./images";
import { type ConformanceResult, outcomeOf } from "./result";
import { keepConformance, keptConformance } from "./results";
import { conformanceSpecs, listImages, runSpecs } from "./run";
import { exactly, select, type Selection } from "./selection";

const defaults = { parallel: 4, minutes: 240 };

/** The command line of `conformance`. */
export const conformanceCommand = {
  name: "lab conformance",
  does: [
    "Runs Kubernetes' own conformance tests against the cluster in the lab.",
    "docs/conformance.md has the last results. The first run builds the tests from their Go module. This needs Go, and takes up to half an hour.",
  ],
  examples: ["groundup lab conformance --focus 'sig-network' --minutes 20"],
  options: {
    focus: { type: "string", value: "REGEXP", says: "only tests whose name matches; default: all" },
    parallel: { type: "string", value: "NUMBER", says: `how many tests run at a time; default: ${defaults.parallel}` },
    minutes: { type: "string", value: "NUMBER", says: `stop after this many minutes; default: ${defaults.minutes}` },
    write: { type: "boolean", says: "store the result in docs/conformance.json" },
    continue: {
      type: "boolean",
      says: "run only tests that have no result in docs/conformance.json or failed, and add the results; only for the same commit, version and size of the cluster",
    },
    json: { type: "boolean", says: "print the result as JSON; progress goes to standard error" },
  },
  exitCodes: { 1: "the command failed, or a test failed" },
} as const;

type Options = Given<typeof conformanceCommand.options>["options"];

/**
 * Runs conformance tests and prints the results.
 * @returns the exit code: 1 if a test failed, or none passed.
 */
export async function conformance({ options }: { readonly options: Options }): Promise<number> {
  const wanted = readWanted(options);
  const progress = new Progress(options.json ? console.error : console.log);
  const folder = await mkdtemp(path.join(tmpdir(), "groundup-conformance-"));
  try {
    const result = await measure(wanted, await labSite(folder), progress);
    if (options.write) await keepConformance(result);
    console.log(options.json ? JSON.stringify(result, undefined, 2) : renderResult(result));
    return result.failed.length > 0 || result.passed === 0 ? 1 : 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Which part of the suite to run. */
export interface Wanted {
  readonly focus: RegExp | undefined;
  readonly processes: number;
  readonly minutes: number;
  /** Whether to continue the stored result. */
  readonly again: boolean;
}

/**
 * Reads the options.
 * @throws LabError that names the invalid option.
 */
export function readWanted({ focus, parallel, minutes, continue: again = false }: Options): Wanted {
  const number = (name: string, text: string | undefined, otherwise: number) => {
    if (text === undefined) return otherwise;
    if (!/^[1-9]\d{0,3}$/.test(text)) throw new LabError(`--${name} ${text}: wanted a whole number from 1 on`);
    return Number(text);
  };
  return {
    focus: focus === undefined ? undefined : readFocus(focus),
    processes: number("parallel", parallel, defaults.parallel),
    minutes: number("minutes", minutes, defaults.minutes),
    again,
  };
}

function readFocus(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new LabError(`--focus ${text}: ${(error as Error).message}`, { cause: error });
  }
}

async function measure(wanted: Wanted, site: Site, progress: Progress): Promise<ConformanceResult> {
  const { plan, folder } = site;
  if (!plan) throw new LabError("the lab's cluster has no cluster file, which says its version");
  const { kubernetes, masters, workers } = plan.config;
  const cluster = { kubernetes: kubernetes.version, masters: masters.count, workers: workers.count };
  const conditions = { commit: await presentCommit(), ...cluster };
  const stored = wanted.again ? continued(keptConformance(), conditions) : undefined;
  const say = (text: string) => progress.say(text);
  const suite = await buildSuite(cluster.kubernetes, say);
  const images = await provideImages(conformanceImages(await listImages(suite)), say);
  const specs = await conformanceSpecs(suite, folder);
  const selection = select(stored ? remaining(specs, stored) : specs, wanted.focus, images.missing);
  if (selection.chosen.length === 0) throw new LabError("no test is left to run: see --focus");
  say(`running ${selection.chosen.length} tests, ${wanted.processes} at a time`);
  const began = Date.now();
  const part = {
    day: new Date().toISOString().slice(0, 10),
    ...conditions,
    processes: wanted.processes,
    ...outcomeOf(selection, await runSelected(suite, selection, wanted, site, progress)),
    seconds: Math.round((Date.now() - began) / 1000),
    standIns: images.standIns,
  };
  return stored ? merged(stored, part) : part;
}

/** The commit of groundup. The result itself may have changed since. */
async function presentCommit(): Promise<string> {
  const options = { cwd: projectRoot };
  const commit = (await run(["git", "describe", "--always"], options)).trim();
  const others = [".", ":!docs/conformance.json", ":!docs/conformance.md"];
  return (await run(["git", "status", "--porcelain", "--", ...others], options)) ? `${commit}-dirty` : commit;
}

async function runSelected(suite: Suite, selection: Selection, wanted: Wanted, site: Site, progress: Progress) {
  const login = {
    kubectl: await kubectlProgram(site.plan!, site.folder),
    kubeconfig: await writePrivate(site.folder, "kubeconfig", site.outputs!.adminKubeconfig),
  };
  const filters = wanted.again ? { chosen: selection.chosen, ...named(selection) } : filtersOf(selection, wanted);
  return runSpecs(suite, { ...wanted, ...login, ...filters }, site.folder, progress);
}

/** Filters that name each spec: a part of a result has no common pattern. */
function named({ chosen }: Selection) {
  return { focus: exactly(chosen.map(({ name }) => name)), skip: undefined };
}

/** Filters with which ginkgo selects the same specs. A spec outside the focus need not be named. */
function filtersOf({ chosen, leftOut }: Selection, { focus }: Wanted) {
  const inFocus = leftOut.flatMap(({ specs }) => specs).filter((name) => focus?.test(name) ?? true);
  return { chosen, focus: focus?.source, skip: inFocus.length > 0 ? exactly(inFocus) : undefined };
}

function renderResult({ all, passed, failed, notRun, seconds }: ConformanceResult): string {
  return [
    ...failed.map(({ name, message }) => `failed: ${name}\n    ${message}`),
    ...notRun.map(({ reason, specs }) => `not run, ${specs.length}: ${reason}`),
    `${passed} of ${all} conformance tests passed, ${failed.length} failed, in ${seconds} s`,
  ].join("\n");
}
