import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { runnable } from "../../lib/command-line";
import { measureGrowth } from "./growth";
import { type Program, timePrograms } from "./programs";
import { type Findings, type ProgramName, renderReport } from "./report";

const project = join(__dirname, "..", "..");
const tsx = join(project, "node_modules", ".bin", "tsx");
const empty = "tools/bench/empty-app.ts";
const rounds = 15;

const large = "{ network: { subnets: [{ cidr: 172.31.0.0/23 }], maxRoutes: 1000 }, workers: { count: 250 } }";

const programs: readonly (Program & { readonly name: ProgramName })[] = [
  { name: "npx empty", command: ["npx", "tsx", empty] },
  { name: "npx default", command: ["npx", "tsx", "main.ts"] },
  { name: "tsx empty", command: [tsx, empty] },
  { name: "tsx default", command: [tsx, "main.ts"] },
  { name: "tsx 250 workers", command: [tsx, "main.ts"], clusterFile: large },
];

const command = {
  name: "dev bench",
  does: [
    "Measures how long synthesis takes, and writes docs/benchmarks.md.",
    "The benchmark takes minutes, and needs a machine without other work.",
  ],
  examples: ["groundup dev bench"],
};

/** `groundup dev bench`. */
export const bench = runnable(command, () => {
  console.error(`timing ${programs.length} programs, ${rounds} times each`);
  const timed = timePrograms(programs, rounds) as Findings["programs"];
  console.error("timing clusters of growing size");
  const report = renderReport({
    cores: availableParallelism(),
    node: process.versions.node,
    rounds,
    programs: timed,
    sizes: measureGrowth([10, 70, 130, 190, 250], rounds),
  });
  writeFileSync(join(project, "docs", "benchmarks.md"), report);
  console.log(report);
});
