import { commandGroup } from "../lib/command-line";
import { commands } from "./commands";

/** The commands by name, with what the list of commands shows of each. */
const entries = Object.entries(commands).map(([name, it]) => [
  name,
  { says: it.command.does[0]!.replace(/\.$/, ""), load: () => it },
]);

/** `groundup lab`. */
export const command = commandGroup(
  {
    name: "lab",
    does: [
      "Runs a cluster on this machine, without a cloud.",
      "docs/lab.md describes the lab: real Terraform builds a real Kubernetes cluster against an emulated AWS.",
    ],
    examples: ["groundup lab setup && groundup lab up && groundup lab verify", "groundup lab kubectl get nodes"],
    environment: {
      GROUNDUP_LAB_NAME: "name of the lab; another name creates another lab; default: groundup-lab",
      GROUNDUP_LAB_DIR: "folder for the lab's files; default: /var/lib/ and the lab's name",
      CLUSTER_FILE: "the cluster file of up; default: cluster.yaml in the project's folder",
      ARTIFACT_MIRROR: "a folder with released files, <host>/<path>, which the lab serves instead of downloading",
      ARTIFACT_CHECKSUMS: "a JSON file that maps URLs to SHA-256 for these files",
    },
  },
  Object.fromEntries(entries),
);
