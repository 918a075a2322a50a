import { clusterFileVariable, runnable } from "../../lib/command-line";
import { writing } from "../../lib/user-error";
import { clusterOption, outFolder, outOption, readCluster, shownPath } from "../project";
import { inspection } from "../inspection";
import { replaceFolder } from "../replace-folder";

/** `groundup inspect`. */
export const inspect = runnable(
  {
    name: "inspect",
    does: [
      "Writes what every node will receive as plain files.",
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
    writing(shown, () => replaceFolder(folder, inspection(config)));
    console.log(`What each node of ${config.name} will receive is in ${shown}, and its ports in ${shown}/ports.md`);
  },
);
