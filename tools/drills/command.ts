import { randomInt } from "node:crypto";
import { type Given, runnable, usageError } from "../../lib/command-line";
import { type Extent, type FailedRun, performDrill } from "./perform";
import { drills } from "./registry";

const names = Object.keys(drills);
const exitCodes = { held: 0, failed: 1, faults: 2 } as const;

const usage = {
  name: "drill",
  does: [
    "Attacks groundup with random schedules, and checks that its invariants hold.",
    "docs/drills.md describes the drills. A seed makes the same schedule again.",
  ],
  examples: ["groundup drill plan --minutes 5", "groundup drill etcd --seed 7"],
  arguments: { "[DRILL]": `one of ${names.join(", ")}` },
  options: {
    seed: {
      type: "string",
      value: "N",
      says: "start from this seed, and skip the stored seeds; without --minutes, run only this seed; default: a new seed",
    },
    minutes: {
      type: "string",
      value: "M",
      says: "stop after about this many minutes, stored seeds included; default: 1",
    },
  },
  exitCodes: {
    [exitCodes.held]: "every invariant held in every run",
    [exitCodes.failed]: "the drill could not run; standard error says why",
    [exitCodes.faults]: "an invariant did not hold; standard output names the seeds",
  },
} as const;

async function drill({ options, positionals }: Given<typeof usage.options>): Promise<number> {
  const [name = "", ...more] = positionals;
  const load = Object.hasOwn(drills, name) ? drills[name] : undefined;
  if (!load || more.length > 0)
    throw usageError(usage, `found ${positionals.join(" ") || "no drill"}; wanted one of ${names.join(", ")}`);
  const extent = extentOf(options);
  console.log(`drill ${name}: seed ${extent.seed}, ${extent.minutes} min`);
  const report = await performDrill(load(), extent, {
    now: () => performance.now(),
    stopped: stopOnInterrupt(),
    ran: progress(name),
    found: (run) => console.log(failureLines(name, run).join("\n")),
  });
  console.log(`drill ${name}: ${report.runs} runs from seed ${extent.seed}; ${report.failed.length} found faults`);
  return report.failed.length > 0 ? exitCodes.faults : exitCodes.held;
}

function extentOf({ seed, minutes }: Given<typeof usage.options>["options"]): Extent {
  return {
    seed: seed === undefined ? randomInt(2 ** 31) : numberOf("seed", seed, /^\d{1,10}$/),
    minutes:
      minutes === undefined ? (seed === undefined ? 1 : 0) : numberOf("minutes", minutes, /^(\d{1,4}|\d{1,4}\.\d+)$/),
    kept: seed === undefined,
  };
}

function numberOf(option: string, text: string, form: RegExp): number {
  if (form.test(text)) return Number(text);
  throw usageError(usage, `--${option}: found ${text}; wanted: a number, 0 or more`);
}

/** The first interrupt lets the present run end, so that the drill stops everything that it started. */
function stopOnInterrupt(): () => boolean {
  let stopped = false;
  process.once("SIGINT", () => {
    stopped = true;
    console.error("stopping after the present run; interrupt again to end at once");
  });
  return () => stopped;
}

/** Prints the progress of a drill from time to time. */
function progress(name: string): (runs: number, failed: number) => void {
  const began = performance.now();
  let next = began + 15_000;
  return (runs, failed) => {
    const now = performance.now();
    if (now < next) return;
    next = now + 15_000;
    console.log(`drill ${name}: ${Math.round((now - began) / 1000)} s, ${runs} runs, ${failed} found faults`);
  };
}

const failureLines = (name: string, { seed, faults }: FailedRun) => [
  `FAULT at seed ${seed} (again: npm run drill -- ${name} --seed ${seed})`,
  ...faults.map((fault) => `  ${fault}`),
];

/** `groundup drill`. */
export const command = runnable(usage, drill);
