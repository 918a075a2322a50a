/** A command of a terminal session in a page, and what it is shown to print. */
export interface Shown {
  readonly command: string;
  readonly output: string;
}

/** The terminal session of a page: its block of code that is marked as `console`. */
export function sessionOf(page: string): Shown[] {
  const session = /^```console\n(.*?)^```$/ms.exec(page)?.[1] ?? "";
  const commands = session.split(/^\$ /m).slice(1);
  return commands.map((text) => {
    const [command, ...output] = text.trimEnd().split("\n");
    return { command: command!, output: output.join("\n") };
  });
}

/** Matches what a command really prints: each line `…` stands for any number of lines. */
export function patternOf(output: string): RegExp {
  const lines = output.split("\n").map((line) => (line === "…" ? "(.*\n)*?" : `${literal(line)}\n`));
  return new RegExp(`^${lines.join("")}$`);
}

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
