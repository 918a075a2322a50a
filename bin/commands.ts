import { join } from "node:path";
import { commandGroup, type Commands, type Runnable } from "../lib/command-line";
import { UserError } from "../lib/user-error";
import { installation, isClone, version } from "./installation";

const cloneHeading = "Commands that need a clone of groundup:";

/** A command of which only a clone has the program: it is the module's `command`. */
const ofClone = (name: string, says: string, module: string): Commands[string] => ({
  says,
  heading: cloneHeading,
  load: () => {
    if (!isClone)
      throw new UserError(
        `groundup ${name} needs a clone of groundup, because the package does not contain its programs. Run it in a clone`,
      );
    // TypeScript follows a path that it can read, and would put all of these programs into the package.
    return (require(join(installation, module)) as { readonly command: Runnable }).command;
  },
});

/** The commands of groundup, in the order in which people need them. */
export const commands: Commands = {
  init: {
    says: "Starts a project: a commented cluster file, and the files that run groundup",
    load: () => (require("./commands/init") as typeof import("./commands/init")).init,
  },
  synth: {
    says: "Converts a cluster file to Terraform JSON",
    load: () => (require("./commands/synth") as typeof import("./commands/synth")).synth,
  },
  review: {
    says: "Explains what a plan means for the cluster",
    load: () => (require("./commands/review") as typeof import("./commands/review")).review,
  },
  verify: {
    says: "Checks a running cluster",
    load: () => (require("./commands/verify") as typeof import("./commands/verify")).verify,
  },
  inspect: {
    says: "Writes the files of every node to folders, so that you can read them",
    load: () => (require("./commands/inspect") as typeof import("./commands/inspect")).inspect,
  },
  diagram: {
    says: "Draws a cluster as SVG pictures",
    load: () => (require("./commands/diagram") as typeof import("./commands/diagram")).diagram,
  },
  "iam-policy": {
    says: "Prints the IAM policy that you need to apply a cluster",
    load: () => (require("./commands/iam-policy") as typeof import("./commands/iam-policy")).iamPolicy,
  },
  schema: {
    says: "Prints the JSON schema of cluster files, or of reviews",
    load: () => (require("./commands/schema") as typeof import("./commands/schema")).schema,
  },
  completion: {
    says: "Prints a completion script for bash or zsh",
    load: () => (require("./commands/completion") as typeof import("./commands/completion")).completionOf(groundup),
  },
  lab: ofClone("lab", "Runs a cluster on this machine, without a cloud", "lab/command"),
  drill: ofClone(
    "drill",
    "Attacks groundup with random schedules, and checks that its invariants hold",
    "tools/drills/command",
  ),
  docs: ofClone("docs", "Writes the documentation", "tools/docs"),
  dev: ofClone("dev", "Writes generated files and runs measurements, for developers of groundup", "tools/dev"),
};

/** The program. */
export const groundup = commandGroup(
  {
    name: "",
    does: [
      "Kubernetes on AWS from the ground up, as Terraform that people can read.",
      "`groundup COMMAND --help` shows a command with its options and examples.",
    ],
    examples: ["groundup init my-cluster", "groundup synth", "terraform show -json plan | groundup review"],
    version: version(),
  },
  commands,
);
