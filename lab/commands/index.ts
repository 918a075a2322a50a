import { answer, type Command, type Work } from "../../lib/command-line";
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

/** A command of the lab. */
export interface LabCommand {
  readonly command: Command;
  /** Runs the command with its arguments, and returns the exit code. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

type Options = NonNullable<Command["options"]>;

function labCommand<const O extends Options>(command: Command<O>, work: Work<O>): LabCommand {
  return { command, run: (args) => answer(command, args, work) };
}

/** A command that changes the lab. Only one such command runs at a time. */
function change<const O extends Options>(command: Command<O>, name: string, work: Work<O>): LabCommand {
  return labCommand(command, async (given) => {
    await requirePrerequisites();
    return exclusively([name, ...given.positionals].join(" "), async () => work(given));
  });
}

/** A command that passes everything except `--help` to another program. */
function passOn(
  call: string,
  does: string,
  program: string,
  work: (args: readonly string[]) => Promise<number>,
): LabCommand {
  const command = {
    call: `npm run lab -- ${call}`,
    does: [does],
    arguments: { ARGS: program },
    exitCodes: { others: "those of the program that it runs" },
    passesOn: true,
  };
  return labCommand(command, ({ positionals }) => {
    requireRoot();
    return work(positionals);
  });
}

const call = (name: string, does: string) => ({ call: `npm run lab -- ${name}`, does: [does] });

const statusCommand = {
  ...call("status", "Shows what runs, with addresses, target health and what security groups have refused"),
  options: { json: { type: "boolean", says: "print JSON for programs" } },
  exitCodes: { 1: "there is no lab, or a part of it does not run" },
} as const;

const setupCommand = {
  ...call("setup", "Installs what the lab needs on Debian or Ubuntu"),
  options: setupOptions,
} as const;

const powerCutCommand = {
  ...call("power-cut NODE", "Cuts the power of master-0, worker-1 ..., and restores it"),
  arguments: { NODE: "a node" },
} as const;

const upCommand = {
  ...call("up", "Creates the cluster of a cluster file, or updates the running one to match the file"),
  options: upOptions,
} as const;

/** The lab's commands by name, in the order of the help. */
export const commands: Readonly<Record<string, LabCommand>> = {
  setup: labCommand(setupCommand, ({ options }) => {
    requireRoot();
    return setup(options);
  }),
  up: change(upCommand, "up", ({ options }) => up(options)),
  verify: labCommand(verifyCommand, verify),
  scenario: change(scenarioCommand, "scenario", scenario),
  conformance: change(conformanceCommand, "conformance", conformance),
  status: labCommand(statusCommand, ({ options }) => {
    requireRoot();
    return status(options.json ?? false);
  }),
  kubectl: passOn("kubectl ARGS...", "Runs kubectl as the cluster's admin", "kubectl's own", kubectl),
  ssh: passOn(
    "ssh NODE [COMMAND]",
    "Logs in to master-0, worker-1 ..., or runs a command there",
    "a node, and a command",
    ([node, ...command]) => ssh(node, command),
  ),
  "power-cut": labCommand(powerCutCommand, async ({ positionals: [node] }) => {
    requireRoot();
    await powerCut(node);
  }),
  terraform: passOn(
    "terraform ARGS...",
    "Runs Terraform on the lab's stack, as the operator",
    "Terraform's own",
    terraform,
  ),
  destroy: change(call("destroy", "Destroys the cluster with Terraform; the lab stays"), "destroy", destroy),
  down: change(call("down", "Removes the lab and everything that it created"), "down", down),
};
