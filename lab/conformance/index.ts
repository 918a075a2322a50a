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
import { buildSuite } from "./build";
import { conformanceImages, provideImages } from "./images";
import { type ConformanceResult, outcomeOf } from "./result";
import { keepConformance } from "./results";
import { conformanceSpecs, listImages, runSpecs } from "./run";
import { exactly, select, type Selection } from "./selection";

const defaults = { parallel: 4, minutes: 240 };

/** The command line of `conformance`. */
export const conformanceCommand = {
  name: "lab conformance",
  does: [
    "Runs Kubernetes' own conformance tests against the cluster in the lab.",
    "docs/conformance.md has the last results. It builds the tests from their Go module the first time, which needs Go and takes up to half an hour.",
  ],
  examples: ["groundup lab conformance --focus 'sig-network' --minutes 20"],
  options: {
    focus: { type: "string", value: "REGEXP", says: "only tests whose name matches; default: all" },
    parallel: { type: "string", value: "NUMBER", says: `how many tests run at a time; default: ${defaults.parallel}` },
    minutes: { type: "string", value: "NUMBER", says: `stop after this many minutes; default: ${defaults.minutes}` },
    write: { type: "boolean", says: "keep the result in docs/conformance.json" },
    json: { type: "boolean", says: "print the result as JSON; progress goes to standard error" },
  },
  exitCodes: { 1: "not done, or a test failed" },
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
}

/**
 * Reads the options.
 * @throws LabError that names the invalid option.
 */
export function readWanted({ focus, parallel, minutes }: Options): Wanted {
  const number = (name: string, text: string | undefined, otherwise: number) => {
    if (text === undefined) return otherwise;
    if (!/^[1-9]\d{0,3}$/.test(text)) throw new LabError(`--${name} ${text}: wanted a whole number from 1 on`);
    return Number(text);
  };
  return {
    focus: focus === undefined ? undefined : readFocus(focus),
    processes: number("parallel", parallel, defaults.parallel),
    minutes: number("minutes", minutes, defaults.minutes),
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
  const { plan, folder, outputs } = site;
  if (!plan) throw new LabError("the lab's cluster has no cluster file, which says its version");
  const version = plan.config.kubernetes.version;
  const say = (text: string) => progress.say(text);
  const suite = await buildSuite(version, say);
  const images = await provideImages(conformanceImages(await listImages(suite)), say);
  const selection = select(await conformanceSpecs(suite, folder), wanted.focus, images.missing);
  if (selection.chosen.length === 0) throw new LabError("no test is left to run: see --focus");
  say(`running ${selection.chosen.length} tests, ${wanted.processes} at a time`);
  const began = Date.now();
  const login = {
    kubectl: await kubectlProgram(plan, folder),
    kubeconfig: await writePrivate(folder, "kubeconfig", outputs!.adminKubeconfig),
  };
  const ran = await runSpecs(suite, { ...wanted, ...login, ...filtersOf(selection, wanted) }, folder, progress);
  return {
    day: new Date().toISOString().slice(0, 10),
    commit: (await run(["git", "describe", "--always", "--dirty"], { cwd: projectRoot })).trim(),
    kubernetes: version,
    masters: plan.config.masters.count,
    workers: plan.config.workers.count,
    processes: wanted.processes,
    seconds: Math.round((Date.now() - began) / 1000),
    ...outcomeOf(selection, ran),
    standIns: images.standIns,
  };
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
