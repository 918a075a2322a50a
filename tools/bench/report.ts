import { markdownTable } from "../../lib/render/markdown";
import type { Size } from "./growth";

/** The results of a benchmark. */
export interface Findings {
  /** Cores of the machine, the only fact about the machine that the report contains. */
  readonly cores: number;
  readonly node: string;
  readonly rounds: number;
  /** Median milliseconds, by program. */
  readonly programs: Readonly<Record<ProgramName, number>>;
  readonly sizes: readonly Size[];
}

/** The timed programs: `npx` as people start it, `tsx` without the time of npx. */
export type ProgramName = "npx empty" | "npx default" | "tsx empty" | "tsx default" | "tsx 250 workers";

const ms = (value: number) => `${Math.round(value)} ms`;
const times = (value: number) => `${value.toFixed(2)} times`;
const met = (good: boolean) => (good ? "met" : "missed");

/** The benchmark's page. */
export function renderReport(findings: Findings): string {
  const { cores, node, rounds } = findings;
  return [
    "<!-- Written by `npm run bench`. -->",
    "# Benchmarks",
    "",
    `Measured on ${cores} cores with Node ${node}. The benchmark runs each program ${rounds} times, alternating between the programs. Times are medians.`,
    "",
    "## Whole program",
    "",
    "The empty app imports cdktf and synthesizes one empty stack.",
    "",
    ...programTable(findings),
    "",
    ...goals(findings),
    "",
    "## By number of workers",
    "",
    "Processor time of a synthesis in a process that has synthesized before, and the size of `cdk.tf.json`.",
    "",
    ...sizeTable(findings.sizes),
    "",
    ...growth(findings.sizes),
    "",
  ].join("\n");
}

function programTable({ programs }: Findings): string[] {
  const rows: [string, ProgramName, ProgramName][] = [
    ["`npx tsx`, empty app", "npx empty", "npx empty"],
    ["`npx tsx main.ts`, default cluster", "npx default", "npx empty"],
    ["`tsx`, empty app", "tsx empty", "tsx empty"],
    ["`tsx main.ts`, default cluster", "tsx default", "tsx empty"],
    ["`tsx main.ts`, 250 workers", "tsx 250 workers", "tsx empty"],
  ];
  return markdownTable(
    ["program", "time", "compared with the empty app"],
    rows.map(([name, program, base]) => [name, ms(programs[program]), times(programs[program] / programs[base])]),
  );
}

function goals({ programs }: Findings): string[] {
  const start = programs["npx default"] / programs["npx empty"];
  const large = programs["tsx 250 workers"] / programs["tsx default"];
  return [
    `- Goal: the default cluster takes at most 1.5 times as long as the empty app, both with npx. Measured: ${times(start)}, ${met(start <= 1.5)}.`,
    `- Goal: 250 workers take less than 5 times as long as the default cluster. Measured: ${times(large)}, ${met(large < 5)}.`,
  ];
}

/** The cost of each additional worker, from one size to the next. */
function steps(sizes: readonly Size[]): { milliseconds: number; bytes: number }[] {
  return sizes.slice(1).map((size, index) => {
    const before = sizes[index]!;
    const more = size.workers - before.workers;
    return {
      milliseconds: (size.milliseconds - before.milliseconds) / more,
      bytes: (size.bytes - before.bytes) / more,
    };
  });
}

function sizeTable(sizes: readonly Size[]): string[] {
  const each = steps(sizes);
  return markdownTable(
    ["workers", "time", "bytes", "time per additional worker", "bytes per additional worker"],
    sizes.map(({ workers, milliseconds, bytes }, index) => [
      `${workers}`,
      ms(milliseconds),
      `${bytes}`,
      index ? `${each[index - 1]!.milliseconds.toFixed(1)} ms` : "",
      index ? `${Math.round(each[index - 1]!.bytes)}` : "",
    ]),
  );
}

/** The largest relative difference between values and their mean. */
function spread(values: readonly number[], mean: number): number {
  return Math.max(...values.map((value) => Math.abs(value / mean - 1)));
}

function growth(sizes: readonly Size[]): string[] {
  const [mean] = steps([sizes[0]!, sizes.at(-1)!]);
  const each = steps(sizes);
  const time = spread(
    each.map(({ milliseconds }) => milliseconds),
    mean!.milliseconds,
  );
  const bytes = spread(
    each.map((step) => step.bytes),
    mean!.bytes,
  );
  const percent = (value: number) => `${(value * 100).toFixed(1)} %`;
  return [
    `- Goal: the time per worker stays within 20 % of its mean. Largest difference: ${percent(time)}, ${met(time <= 0.2)}.`,
    `- Goal: the bytes per worker stay within 20 % of their mean. Largest difference: ${percent(bytes)}, ${met(bytes <= 0.2)}.`,
  ];
}
