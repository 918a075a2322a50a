import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { componentRules } from "../../components/checks";
import { type Cluster, planCluster } from "../../lib/cluster";
import { clusterFile, readClusterConfig, shownPath, userFolder } from "../../lib/config";
import { sayingProblems } from "../../lib/messages";
import { drawnPictures } from "./pictures";

const project = join(__dirname, "..", "..");

const usage = `npm run diagram [-- OPTIONS]

Draws a cluster as SVG, light and dark: network.svg (zones, subnets, nodes, addresses), ports.svg (security groups,
components and who reaches them), trust.svg (authorities, who trusts them, who holds their certificates).

  --cluster FILE   the cluster file; default: CLUSTER_FILE, else cluster.yaml
  --out FOLDER     where the pictures go; default: diagram/ in the project
  --help           this text`;

const options = {
  cluster: { type: "string" },
  out: { type: "string" },
  help: { type: "boolean" },
} as const;

/** The options that were given, or what is wrong with them. */
function asked(args: string[]) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exitCode = 2;
    return undefined;
  }
}

async function draw(cluster: Cluster, folder: string): Promise<void> {
  const drawn = Object.entries(await drawnPictures(cluster));
  const shown = shownPath(folder, project);
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, svg] of drawn) writeFileSync(join(folder, name), svg);
    console.log(`${cluster.config.name} is drawn in ${shown}: ${drawn.map(([name]) => name).join(", ")}`);
  } catch (error) {
    console.error(`The pictures could not be written to ${shown}: ${(error as Error).message}`);
    process.exitCode = 1;
  }
}

sayingProblems(() => {
  const given = asked(process.argv.slice(2));
  if (!given) return;
  if (given.help) return console.log(usage);
  const { config } = readClusterConfig(clusterFile(project, given.cluster), componentRules);
  const folder = given.out === undefined ? join(project, "diagram") : resolve(userFolder(project), given.out);
  void draw(planCluster(config), folder);
});
