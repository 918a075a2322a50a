import { markdownTable } from "../../lib/render/markdown";
import type { Size } from "./growth";

/** What a benchmark found. */
export interface Findings {
  /** Cores of the machine, the only thing about it that is written down. */
  readonly cores: number;
  readonly node: string;
  readonly rounds: number;
  /** Median milliseconds, by program. */
  readonly programs: Readonly<Record<ProgramName, number>>;
  readonly sizes: readonly Size[];
}

/** What is timed from start to end; `npx` as people start it, `tsx` without what npx itself takes. */
export type ProgramName = "npx empty" | "npx default" | "tsx empty" | "tsx default" | "tsx 250 workers";

const ms = (value: number) => `${Math.round(value)} ms`;
const times = (value: number) => `${value.toFixed(2)} times`;
const kept = (good: boolean) => (good ? "kept" : "missed");

/** The benchmark's page. */
export function renderReport(findings: Findings): string {
  const { cores, node, rounds } = findings;
  return [
    "<!-- Written by `npm run bench`. -->",
    "# Benchmarks",
    "",
    `On ${cores} cores, Node ${node}. Programs are started in turn, ${rounds} times each; medians.`,
    "",
    "## From start to end",
    "",
    "An empty app imports cdktf and synthesizes one empty stack.",
    "",
    ...programTable(findings),
    "",
    ...goals(findings),
    "",
    "## By workers",
    "",
    "Processor time of a synthesis in a process that has done it before, and the length of its `cdk.tf.json`.",
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
    ["program", "time", "of the empty app's"],
    rows.map(([name, program, base]) => [name, ms(programs[program]), times(programs[program] / programs[base])]),
  );
}

function goals({ programs }: Findings): string[] {
  const start = programs["npx default"] / programs["npx empty"];
  const large = programs["tsx 250 workers"] / programs["tsx default"];
  return [
    `- The default cluster within 1.5 times the empty app, npx counted for both: ${times(start)}, ${kept(start <= 1.5)}.`,
    `- 250 workers under 5 times the default cluster: ${times(large)}, ${kept(large < 5)}.`,
  ];
}

/** What each further worker costs, from one size to the next. */
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
    ["workers", "time", "bytes", "time of each further worker", "bytes of each further worker"],
    sizes.map(({ workers, milliseconds, bytes }, index) => [
      `${workers}`,
      ms(milliseconds),
      `${bytes}`,
      index ? `${each[index - 1]!.milliseconds.toFixed(1)} ms` : "",
      index ? `${Math.round(each[index - 1]!.bytes)}` : "",
    ]),
  );
}

/** How far what a worker costs strays from its mean over all sizes. */
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
    `- Time of a worker constant within 20 %: ${percent(time)} from the mean at most, ${kept(time <= 0.2)}.`,
    `- Bytes of a worker constant within 20 %: ${percent(bytes)} from the mean at most, ${kept(bytes <= 0.2)}.`,
  ];
}
