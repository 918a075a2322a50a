import { randomInt } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Given } from "../../lib/command-line";
import type { ClusterConfig } from "../../lib/config";
import { mostRulesPerInterface, quotas, type QuotaName } from "../../lib/quotas";
import { LabError } from "../errors";
import { files } from "../settings";

/** How the lab's AWS behaves: quotas, delays and random effects. */
export interface Conditions {
  /** Whether delays, lagging answers and throttling are as measured on AWS. @default false */
  readonly asAws: boolean;
  /** Seed for everything that AWS leaves to chance: the same seed makes the same choices. */
  readonly seed: number;
  /** The quotas of the account. */
  readonly quotas: Readonly<Record<QuotaName, number>>;
  /** The quotas set by options of `up`. They override what a cluster file says about the account. */
  readonly givenQuotas: Readonly<Partial<Record<QuotaName, number>>>;
  /** Share, 0 to 1, of the calls without idempotency whose answer is lost after AWS has processed them. @default 0 */
  readonly lostAnswers: number;
}

/** The options of `up` that set the conditions. */
export const conditionOptions = {
  "as-aws": { type: "boolean", says: "AWS's delays, lagging answers and throttling, instead of an AWS that is fast" },
  seed: {
    type: "string",
    value: "NUMBER",
    says: "repeat the random choices of an earlier lab, such as zones and throttling; `up` prints its seed",
  },
  quota: {
    type: "string",
    multiple: true,
    value: "NAME=NUMBER",
    says: "a quota of the lab's account, by its name in lib/quotas.ts or its code L-...: standardVcpus=5",
  },
  "lose-answers": {
    type: "string",
    value: "SHARE",
    says: "lose this share (0 to 1) of the answers to calls that AWS does not make idempotent",
  },
} as const;

/** The options that were given. */
export type ConditionOptions = Given<typeof conditionOptions>["options"];

/**
 * Quotas of the lab's account: those of a new account, with one exception. A new account may have 5 virtual processors.
 * That is too few for any cluster of more than two nodes, so every operator has to ask for more first.
 */
export const labQuotas: Readonly<Record<QuotaName, number>> = {
  ...(Object.fromEntries(Object.entries(quotas).map(([name, quota]) => [name, quota.default])) as Record<
    QuotaName,
    number
  >),
  standardVcpus: 64,
};

/** The conditions of a lab that got no options. */
export function defaultConditions(): Conditions {
  return { asAws: false, seed: randomInt(1_000_000), quotas: labQuotas, givenQuotas: {}, lostAnswers: 0 };
}

/**
 * Changes the conditions that the options name, and keeps the others.
 * @throws LabError that names each invalid option, what was found, and what is wanted
 */
export function withOptions(before: Conditions, options: ConditionOptions): Conditions {
  const quotas = Object.fromEntries((options.quota ?? []).map(quotaSetting));
  return {
    asAws: options["as-aws"] ?? before.asAws,
    seed: options.seed === undefined ? before.seed : wholeNumber("--seed", options.seed),
    quotas: { ...before.quotas, ...quotas },
    givenQuotas: { ...before.givenQuotas, ...quotas },
    lostAnswers: options["lose-answers"] === undefined ? before.lostAnswers : share(options["lose-answers"]),
  };
}

/**
 * The conditions for a cluster: the account has the quotas that the cluster file states. So the lab refuses a cluster
 * that exceeds its own statement, and accepts one that needs more than a new account has.
 */
export function forCluster(before: Conditions, { network, quotas }: ClusterConfig): Conditions {
  const said = { ...quotas, routesPerRouteTable: network.maxRoutes };
  const known = Object.fromEntries(Object.entries(said).filter(([, number]) => number !== undefined));
  return { ...before, quotas: { ...labQuotas, ...known, ...before.givenQuotas } };
}

/** The conditions of the running lab; undefined if there is no lab. */
export function readConditions(): Conditions | undefined {
  if (!existsSync(files.conditions)) return undefined;
  return JSON.parse(readFileSync(files.conditions, "utf8")) as Conditions;
}

/** Writes the conditions atomically. The emulator and the supervisor read the file again whenever it changes. */
export async function writeConditions(conditions: Conditions, file: string = files.conditions): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const text = JSON.stringify({ ...conditions, table: quotas, mostRulesPerInterface }, undefined, 2);
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
}

function quotaSetting(text: string): [QuotaName, number] {
  const [wanted = "", number = ""] = text.split("=");
  const names = Object.keys(quotas) as QuotaName[];
  const name = names.find((it) => it === wanted || quotas[it].code === wanted);
  if (name) return [name, wholeNumber(`--quota ${wanted}`, number)];
  throw new LabError(`--quota ${text}: there is no quota ${wanted}; the quotas are ${names.join(", ")}`);
}

function wholeNumber(option: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new LabError(`${option}: found "${text}", wanted a whole number`);
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && value <= 1) return value;
  throw new LabError(`--lose-answers: found "${text}", wanted a number from 0 to 1`);
}
