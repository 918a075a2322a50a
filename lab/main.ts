import { parseArgs } from "node:util";
import { down } from "./commands/down";
import { up } from "./commands/up";
import { LabError } from "./errors";
import { exclusively } from "./host/lock";
import { terraform } from "./terraform";
import { verify, verifyUsage } from "./verify";

const usage = `npm run lab -- COMMAND

  up [--cluster FILE]   bring the cluster of a cluster file up, or the one that is up to what the file now says
${verifyUsage}
  terraform ARGS...     run Terraform on the lab's stack, as the operator
  down                  remove the lab and everything it has made`;

/** Runs a command of the lab and returns its exit code. */
async function main(command: string | undefined, args: string[]): Promise<number> {
  switch (command) {
    case "up": {
      const { values } = parseArgs({ args, options: { cluster: { type: "string" }, stack: { type: "string" } } });
      await exclusively("up", () => up(values));
      return 0;
    }
    case "down":
      await exclusively("down", down);
      return 0;
    case "verify":
      return verify(args);
    case "terraform":
      return terraform(args);
    default:
      console.error(usage);
      return command === undefined || command === "help" ? 0 : 2;
  }
}

main(process.argv[2], process.argv.slice(3)).then(
  (code) => (process.exitCode = code),
  (error: Error) => {
    console.error(error instanceof LabError ? `\n${error.message}` : error.stack);
    process.exitCode = 1;
  },
);
