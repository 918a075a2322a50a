import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { commandTables } from "../bin/command-document";
import { commandTree } from "../bin/command-tree";
import { groundup } from "../bin/commands";
import { readClusterFile } from "../components/derived/cluster-file";
import { confinementTable } from "../components/derived/confinement-table";
import { kubeBenchConfiguration } from "../components/derived/kube-bench";
import { portDocument } from "../components/derived/port-table";
import { versionDocument } from "../components/derived/version-table";
import { renderConformance } from "../lab/conformance/page";
import { keptConformance } from "../lab/conformance/results";
import { scenarios } from "../lab/scenario/registry";
import { renderPage } from "../lab/scenario/report";
import { keptResults } from "../lab/scenario/results";
import { deviationTable } from "../verify/checks/cis/table";
import { planCluster } from "../lib/cluster";
import { runnable } from "../lib/command-line";
import { clusterFileDocument } from "../lib/config";
import { kindTable } from "../review/kind-table";
import { drawnPictures } from "../bin/diagram/pictures";
import { drawnRecordings } from "./recordings";
import { engineResults } from "./engines/results";
import { enginesSection } from "./engines/tables";
import { policyOf } from "../bin/cluster-policy";

const project = join(__dirname, "..");
const note = "<!-- Written by `npm run docs:generate`: change the code, not this page. -->\n";
const yamlNote = "# Written by `npm run docs:generate`: change the code, not this file.\n";

/**
 * A page written by hand, with its generated tables updated. Each is between `<!-- NAME -->` and `<!-- /NAME -->`.
 * @throws Error if the page has no place for a table.
 */
export function withTables(page: string, tables: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(tables).reduce((text, [name, lines]) => {
    const [start, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
    const [from, to] = [text.indexOf(start), text.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`no place for the table ${name}: wanted ${start}and ${end}`);
    return `${text.slice(0, from + start.length)}\n${lines.join("\n")}\n\n${text.slice(to)}`;
  }, page);
}

/** The generated pages of `docs/`, by name: for the project's own cluster file. */
export function generatedDocs(): Readonly<Record<string, string>> {
  const { config } = readClusterFile(join(project, "cluster.yaml"));
  const cluster = planCluster(config);
  const documents = {
    "cluster-file.md": clusterFileDocument(),
    "conformance.md": renderConformance(keptConformance()),
    "decisions/README.md": decisionIndex(),
    "ports.md": portDocument(cluster),
    "scenarios.md": renderPage(scenarios, keptResults()),
    "versions.md": versionDocument(config) + enginesSection(engineResults()),
  };
  const read = (name: string) => readFileSync(join(project, "docs", name), "utf8");
  const policy = ["```json", JSON.stringify(policyOf(config), undefined, 2), "```"];
  return {
    ...Object.fromEntries(Object.entries(documents).map(([name, text]) => [name, note + text])),
    "command-line.md": withTables(read("command-line.md"), commandTables(commandTree(groundup))),
    "first-cluster-on-aws.md": withTables(read("first-cluster-on-aws.md"), { policy }),
    "security.md": withTables(read("security.md"), { confinement: confinementTable(cluster), cis: deviationTable() }),
    "review.md": withTables(read("review.md"), { kinds: kindTable() }),
    "kube-bench/config.yaml": `${yamlNote}${kubeBenchConfiguration(cluster).join("\n")}\n`,
  };
}

/** The pictures of `docs/`, by name: for the project's own cluster file, and of terminal sessions. */
export async function generatedPictures(): Promise<Readonly<Record<string, string>>> {
  const { config } = readClusterFile(join(project, "cluster.yaml"));
  const drawn = Object.entries({ ...(await drawnPictures(planCluster(config))), ...drawnRecordings(project) });
  return Object.fromEntries(drawn.map(([name, svg]) => [`pictures/${name}`, svg]));
}

/** The list of decisions, by number. */
function decisionIndex(): string {
  const folder = join(project, "docs", "decisions");
  const files = readdirSync(folder).filter((name) => name !== "README.md");
  const lines = files.sort().map((name) => {
    const [heading] = readFileSync(join(folder, name), "utf8").split("\n");
    const number = /^(lab-)?\d+/.exec(name)![0];
    return `- ${number}: [${heading!.replace("# ", "")}](${name})`;
  });
  return [
    "# Decisions",
    "",
    "Where groundup differs from its design or from other projects, and why. Each page, title included, describes",
    "the state at the time of its decision; notes at the top say what later decisions changed. Some numbers are",
    "not used.",
    "",
    ...lines,
    "",
  ].join("\n");
}

const command = {
  name: "docs generate",
  does: ["Writes the pages, tables and pictures of docs/ that are generated from the code."],
  examples: ["groundup docs generate && git diff docs"],
};

async function writeAll(): Promise<void> {
  for (const [name, text] of Object.entries({ ...generatedDocs(), ...(await generatedPictures()) })) {
    const file = join(project, "docs", name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(`docs/${name} is written`);
  }
}

/** `groundup docs generate`. */
export const docsGenerate = runnable(command, writeAll);
