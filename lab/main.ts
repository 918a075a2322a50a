import { type Command, renderUsage, settingExitCode, usageError } from "../lib/command-line";
import { commands } from "./commands";

const does = Object.entries(commands).map(([name, { command }]) => [name, command.does.join(" ")]);

const lab: Command = {
  call: "npm run lab -- COMMAND",
  does: ["Real Kubernetes on this machine, without a cloud: docs/lab.md. COMMAND --help says more of each."],
  commands: Object.fromEntries(does) as Readonly<Record<string, string>>,
  environment: {
    GROUNDUP_LAB_NAME: "makes another lab beside the first; default: groundup-lab",
    GROUNDUP_LAB_DIR: "where its files are; default: a folder of its name in /var/lib",
    CLUSTER_FILE: "the cluster file of up; default: cluster.yaml in the project's folder",
    ARTIFACT_MIRROR: "a folder with released files, <host>/<path>, from which the lab serves instead of downloading",
    ARTIFACT_CHECKSUMS: "a JSON file of URL to SHA-256 for them",
  },
};

void settingExitCode(process.argv.slice(2), async ([name, ...args]) => {
  if (name !== undefined && commands[name]) return commands[name].run(args);
  if (name !== undefined && !["help", "--help", "-h"].includes(name)) throw usageError(lab, `no command ${name}`);
  console.log(renderUsage(lab));
  return 0;
});
