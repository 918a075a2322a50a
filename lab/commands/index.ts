import { type Command, type Runnable, runnable, type Work } from "../../lib/command-line";
import { conformance, conformanceCommand } from "../conformance";
import { exclusively } from "../host/lock";
import { requirePrerequisites, requireRoot } from "../prerequisites";
import { scenario, scenarioCommand } from "../scenario";
import { terraform } from "../terraform";
import { destroy } from "./destroy";
import { down } from "./down";
import { powerCut } from "./power-cut";
import { kubectl, ssh } from "./reach";
import { setup, setupOptions } from "./setup";
import { status } from "./status";
import { up, upOptions } from "./up";
import { verify, verifyCommand } from "./verify";

type Options = NonNullable<Command["options"]>;

/** A command that changes the lab. Only one such command runs at a time. */
function change<const O extends Options>(command: Command<O>, name: string, work: Work<O>): Runnable {
  return runnable(command, async (given) => {
    await requirePrerequisites();
    return exclusively([name, ...given.positionals].join(" "), async () => work(given));
  });
}

/** A command that passes everything except `--help` alone to another program. */
function passOn(
  command: Pick<Command, "name" | "does" | "examples" | "arguments">,
  work: (args: readonly string[]) => Promise<number>,
): Runnable {
  const exitCodes = { others: "the exit code of the program that the command runs" };
  return runnable({ ...command, exitCodes, passesOn: true }, ({ positionals }) => {
    requireRoot();
    return work(positionals);
  });
}

const statusCommand = {
  name: "lab status",
  does: ["Shows what runs in the lab: addresses, health of targets, and traffic that security groups refused."],
  examples: ["groundup lab status", "groundup lab status --json | jq .targets"],
  options: { json: { type: "boolean", says: "print JSON for programs" } },
  exitCodes: { 1: "there is no lab, or a part of it does not run" },
} as const;

const setupCommand = {
  name: "lab setup",
  does: ["Installs what the lab needs on Debian or Ubuntu."],
  examples: ["groundup lab setup --machines"],
  options: setupOptions,
} as const;

const powerCutCommand = {
  name: "lab power-cut",
  does: ["Cuts the power of a node, and restores it."],
  examples: ["groundup lab power-cut master-0"],
  arguments: { "[NODE]": "master-0, worker-1 ..." },
} as const;

const upCommand = {
  name: "lab up",
  does: ["Creates the cluster of a cluster file.", "If the cluster runs, this updates it to match the file."],
  examples: ["groundup lab up --cluster examples/one-master-two-workers.yaml"],
  options: upOptions,
} as const;

const kubectlCommand = {
  name: "lab kubectl",
  does: ["Runs kubectl as the cluster's admin."],
  examples: ["groundup lab kubectl get nodes --output wide"],
  arguments: { "[ARGS...]": "those of kubectl" },
};

const sshCommand = {
  name: "lab ssh",
  does: ["Logs in to a node, or runs a command there."],
  examples: ["groundup lab ssh master-0", "groundup lab ssh worker-0 systemctl status kubelet"],
  arguments: { "<NODE>": "master-0, worker-1 ...", "[COMMAND...]": "what to run there; default: a shell" },
};

const terraformCommand = {
  name: "lab terraform",
  does: ["Runs Terraform on the lab's stack."],
  examples: ["groundup lab terraform plan"],
  arguments: { "[ARGS...]": "those of Terraform" },
};

const destroyCommand = {
  name: "lab destroy",
  does: ["Destroys the cluster with Terraform. The lab stays."],
  examples: ["groundup lab destroy"],
};

const downCommand = {
  name: "lab down",
  does: ["Removes the lab and everything that it created."],
  examples: ["groundup lab down"],
};

/** The lab's commands by name, in the order of the help. */
export const commands: Readonly<Record<string, Runnable>> = {
  setup: runnable(setupCommand, ({ options }) => {
    requireRoot();
    return setup(options);
  }),
  up: change(upCommand, "up", ({ options }) => up(options)),
  verify: runnable(verifyCommand, verify),
  scenario: change(scenarioCommand, "scenario", scenario),
  conformance: change(conformanceCommand, "conformance", conformance),
  status: runnable(statusCommand, ({ options }) => {
    requireRoot();
    return status(options.json ?? false);
  }),
  kubectl: passOn(kubectlCommand, kubectl),
  ssh: passOn(sshCommand, ([node, ...command]) => ssh(node, command)),
  "power-cut": runnable(powerCutCommand, async ({ positionals: [node] }) => {
    requireRoot();
    await powerCut(node);
  }),
  terraform: passOn(terraformCommand, terraform),
  destroy: change(destroyCommand, "destroy", destroy),
  down: change(downCommand, "down", down),
};
