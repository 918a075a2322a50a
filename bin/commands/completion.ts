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
        "Prints a completion script for bash or zsh.",
        "Write the script to a file, and load this file in ~/.bashrc or ~/.zshrc. The script completes the word `groundup`, which must be a program in PATH or an alias: alias groundup='npx --no-install groundup'.",
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
