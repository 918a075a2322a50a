import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readClusterFile } from "../../components/cluster-file";
import { type Cluster, planCluster } from "../../lib/cluster";
import { clusterFileVariable, runCommand } from "../../lib/command-line";
import { clusterFile, shownPath, userPath } from "../../lib/config";
import { writing } from "../../lib/user-error";
import { drawnPictures } from "./pictures";

const project = join(__dirname, "..", "..");

const command = {
  call: "npm run diagram",
  does: [
    "Draws a cluster as SVG, light and dark: network.svg (zones, subnets, nodes, addresses), ports.svg (security groups, components and who reaches them), trust.svg (authorities, who trusts them, who holds their certificates).",
  ],
  options: {
    cluster: { type: "string", value: "FILE", says: "the cluster file; default: CLUSTER_FILE" },
    out: { type: "string", value: "FOLDER", says: "folder for the pictures; default: diagram in the project's folder" },
  },
  environment: clusterFileVariable,
} as const;

async function draw(cluster: Cluster, folder: string): Promise<void> {
  const drawn = Object.entries(await drawnPictures(cluster));
  const shown = shownPath(folder, project);
  writing(shown, () => {
    mkdirSync(folder, { recursive: true });
    for (const [name, svg] of drawn) writeFileSync(join(folder, name), svg);
  });
  console.log(`${cluster.config.name} was drawn to ${shown}: ${drawn.map(([name]) => name).join(", ")}`);
}

void runCommand(command, ({ options }) => {
  const { config } = readClusterFile(clusterFile(project, options.cluster));
  const folder = options.out === undefined ? join(project, "diagram") : userPath(options.out, project);
  return draw(planCluster(config), folder);
});
