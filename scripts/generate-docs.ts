import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { portDocument } from "../components/port-table";
import { versionDocument } from "../components/version-table";
import { planCluster } from "../lib/cluster";
import { readClusterConfig } from "../lib/config";

const project = join(__dirname, "..");
const note = "<!-- Written by `npm run docs:generate`: change the code, not this page. -->\n";

/** The pages of `docs/` that say what the code says, by name: for the project's own cluster file. */
export function generatedDocs(): Readonly<Record<string, string>> {
  const { config } = readClusterConfig(join(project, "cluster.yaml"));
  return { "ports.md": note + portDocument(planCluster(config)), "versions.md": note + versionDocument(config) };
}

if (require.main === module) {
  for (const [name, text] of Object.entries(generatedDocs())) writeFileSync(join(project, "docs", name), text);
}
