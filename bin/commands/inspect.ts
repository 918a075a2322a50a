import { clusterFileVariable, runnable } from "../../lib/command-line";
import { parseNodeName } from "../../lib/contract/node-name";
import { writing } from "../../lib/user-error";
import { clusterOption, outFolder, outOption, readCluster, shownPath } from "../project";
import { inspection } from "../inspection";
import { replaceOwnFolder } from "../replace-folder";

/** The names at the top of the folder: one for each node, for the objects that the cluster gets, and for the ports. */
export const isOwn = (name: string): boolean =>
  name === "ports.md" || name === "addons" || parseNodeName(name) !== undefined;

/** `groundup inspect`. */
export const inspect = runnable(
  {
    name: "inspect",
    does: [
      "Writes the files of every node to folders, so that you can read them.",
      "Each node has a folder with its files; ports.md is the table of ports.",
    ],
    examples: ["groundup inspect && less inspect/worker-0/etc/kubernetes/kubelet.yaml"],
    options: { ...clusterOption, ...outOption("inspect") },
    environment: clusterFileVariable,
  },
  ({ options }) => {
    const { config } = readCluster(options.cluster);
    const folder = outFolder(options.out, "inspect");
    const shown = shownPath(folder);
    writing(shown, () => replaceOwnFolder(folder, inspection(config), shown, isOwn));
    console.log(`What each node of ${config.name} will receive is in ${shown}, and its ports in ${shown}/ports.md`);
  },
);
