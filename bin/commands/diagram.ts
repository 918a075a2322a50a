import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { clusterFileVariable, runnable } from "../../lib/command-line";
import { writing } from "../../lib/user-error";
import { clusterOption, outFolder, outOption, readCluster, shownPath } from "../project";
import { planCluster } from "../../lib/cluster";
import { drawnPictures } from "../diagram/pictures";

/** `groundup diagram`. */
export const diagram = runnable(
  {
    name: "diagram",
    does: [
      "Draws a cluster as SVG pictures.",
      "network.svg shows zones, subnets, nodes and addresses. ports.svg shows security groups, components, and who may connect to them. trust.svg shows the CAs, who trusts each CA, and who holds its certificates.",
    ],
    examples: ["groundup diagram --cluster examples/three-zones.yaml --out pictures"],
    options: { ...clusterOption, ...outOption("diagram") },
    environment: clusterFileVariable,
  },
  async ({ options }) => {
    const { config } = readCluster(options.cluster);
    const drawn = Object.entries(await drawnPictures(planCluster(config)));
    const folder = outFolder(options.out, "diagram");
    const shown = shownPath(folder);
    writing(shown, () => {
      mkdirSync(folder, { recursive: true });
      for (const [name, svg] of drawn) writeFileSync(join(folder, name), svg);
    });
    console.log(`${config.name} is drawn in ${shown}: ${drawn.map(([name]) => name).join(", ")}`);
  },
);
