import { type Command, renderUsage, settingExitCode, usageError } from "../lib/command-line";
import { commands } from "./commands";

const does = Object.entries(commands).map(([name, { command }]) => [name, command.does.join(" ")]);

const lab: Command = {
  call: "npm run lab -- COMMAND",
  does: ["Runs a real cluster on this machine, without a cloud: docs/lab.md. See COMMAND --help."],
  commands: Object.fromEntries(does) as Readonly<Record<string, string>>,
  environment: {
    GROUNDUP_LAB_NAME: "name of the lab; another name creates another lab; default: groundup-lab",
    GROUNDUP_LAB_DIR: "folder for the lab's files; default: /var/lib/ and the lab's name",
    CLUSTER_FILE: "the cluster file of up; default: cluster.yaml in the project's folder",
    ARTIFACT_MIRROR: "a folder with released files, <host>/<path>, which the lab serves instead of downloading",
    ARTIFACT_CHECKSUMS: "a JSON file that maps URLs to SHA-256 for these files",
  },
};

void settingExitCode(process.argv.slice(2), async ([name, ...args]) => {
  if (name !== undefined && commands[name]) return commands[name].run(args);
  if (name !== undefined && !["help", "--help", "-h"].includes(name)) throw usageError(lab, `no command ${name}`);
  console.log(renderUsage(lab));
  return 0;
});
