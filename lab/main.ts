import { parseArgs } from "node:util";
import { destroy } from "./commands/destroy";
import { down } from "./commands/down";
import { kubectl, ssh } from "./commands/reach";
import { setup } from "./commands/setup";
import { status } from "./commands/status";
import { up } from "./commands/up";
import { LabError } from "./errors";
import { exclusively } from "./host/lock";
import { requirePrerequisites, requireRoot } from "./prerequisites";
import { scenario, scenarioUsage } from "./scenario";
import { terraform } from "./terraform";
import { verify, verifyUsage } from "./verify";

const usage = `npm run lab -- COMMAND

  setup                 install what the lab needs on Debian or Ubuntu
  up [--cluster FILE]   bring the cluster of a cluster file up, or the one that is up to what the file now says
${verifyUsage}
${scenarioUsage}
  status [--json]       what runs, with addresses, target health and what security groups have refused
  kubectl ARGS...       kubectl as the cluster's admin
  ssh NODE [COMMAND]    log in to master-0, worker-1 ...
  terraform ARGS...     Terraform on the lab's stack, as the operator
  destroy               terraform destroy; the lab stays
  down                  remove the lab and everything it has made

The environment: GROUNDUP_LAB_DIR and GROUNDUP_LAB_NAME make another lab beside the first; ARTIFACT_MIRROR names a
folder with released files (<host>/<path>), ARTIFACT_CHECKSUMS a JSON file of URL to SHA-256 for them.`;

type Command = (args: string[]) => Promise<number>;

const commands: Readonly<Record<string, Command>> = {
  setup: () => asRoot(() => done(setup())),
  up: (args) => {
    const { values } = parseArgs({ args, options: { cluster: { type: "string" }, stack: { type: "string" } } });
    return change("up", () => up(values));
  },
  scenario: async (args) => {
    await requirePrerequisites();
    return exclusively(`scenario ${args.join(" ")}`, () => scenario(args));
  },
  status: (args) => asRoot(() => status(args.includes("--json"))),
  verify,
  kubectl: (args) => asRoot(() => kubectl(args)),
  ssh: ([node, ...command]) => asRoot(() => ssh(node, command)),
  terraform: (args) => asRoot(() => terraform(args)),
  destroy: () => change("destroy", destroy),
  down: () => change("down", down),
};

async function change(name: string, work: () => Promise<void>): Promise<number> {
  await requirePrerequisites();
  return done(exclusively(name, work));
}

async function asRoot(work: () => Promise<number>): Promise<number> {
  requireRoot();
  return work();
}

async function done(work: Promise<void>): Promise<number> {
  await work;
  return 0;
}

/** Runs a command of the lab and returns its exit code. */
async function main(name: string | undefined, args: string[]): Promise<number> {
  const command = commands[name ?? "help"];
  if (command) return command(args);
  console.error(usage);
  return name === undefined || name === "help" ? 0 : 2;
}

main(process.argv[2], process.argv.slice(3)).then(
  (code) => (process.exitCode = code),
  (error: Error) => {
    console.error(error instanceof LabError ? `\n${error.message}` : error.stack);
    process.exitCode = 1;
  },
);
