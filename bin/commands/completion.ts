import { type Runnable, runnable } from "../../lib/command-line";
import { UserError } from "../../lib/user-error";
import { commandTree } from "../command-tree";
import { renderCompletion } from "../completion";

const shells = ["bash", "zsh"] as const;

/** `groundup completion`, of a program with all its commands. */
export const completionOf = (program: Runnable): Runnable =>
  runnable(
    {
      name: "completion",
      does: [
        "Prints the script with which a shell completes these commands.",
        "Write it to a file in the project's folder, and load the file in ~/.bashrc or ~/.zshrc. It completes `groundup`, so that name must be in PATH or an alias: alias groundup='npx --no-install groundup'.",
      ],
      examples: ["npx --no-install groundup completion bash > ~/.groundup-completion"],
      arguments: { "<SHELL>": shells.join(" or ") },
    },
    ({ positionals: [name] }) => {
      const shell = shells.find((one) => one === name);
      if (!shell) throw new UserError(`found ${name}; wanted one of ${shells.join(", ")}`);
      console.log(renderCompletion[shell](commandTree(program)));
    },
  );
