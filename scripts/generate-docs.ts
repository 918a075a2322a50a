import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { portDocument } from "../components/port-table";
import { versionDocument } from "../components/version-table";
import { planCluster } from "../lib/cluster";
import { clusterFileDocument, readClusterConfig } from "../lib/config";

const project = join(__dirname, "..");
const note = "<!-- Written by `npm run docs:generate`: change the code, not this page. -->\n";

/** The pages of `docs/` that say what the code says, by name: for the project's own cluster file. */
export function generatedDocs(): Readonly<Record<string, string>> {
  const { config } = readClusterConfig(join(project, "cluster.yaml"));
  const documents = {
    "cluster-file.md": clusterFileDocument(),
    "decisions/README.md": decisionIndex(),
    "ports.md": portDocument(planCluster(config)),
    "versions.md": versionDocument(config),
  };
  return Object.fromEntries(Object.entries(documents).map(([name, text]) => [name, note + text]));
}

/** The decisions in the order of their numbers, by their headings. */
function decisionIndex(): string {
  const folder = join(project, "docs", "decisions");
  const files = readdirSync(folder).filter((name) => name !== "README.md");
  const lines = files.sort().map((name) => {
    const [heading] = readFileSync(join(folder, name), "utf8").split("\n");
    return `- [${heading!.replace("# ", "")}](${name})`;
  });
  return [
    "# Decisions",
    "",
    "Where groundup differs from its design or from what others do, and why.",
    "",
    ...lines,
    "",
  ].join("\n");
}

if (require.main === module) {
  for (const [name, text] of Object.entries(generatedDocs())) writeFileSync(join(project, "docs", name), text);
}
