import { createInterface } from "node:readline";
import { UserError } from "../../lib/user-error";
import type { Terminal } from "./answers";

/**
 * Asks on the terminal of this process. Lines that are typed before their question are answers, too.
 * @throws UserError when the user ends the input instead of answering
 */
export async function onTerminal<T>(work: (terminal: Terminal) => Promise<T>): Promise<T> {
  const input = createInterface({ input: process.stdin, output: process.stdout });
  const lines = input[Symbol.asyncIterator]();
  const ask = async (question: string) => {
    input.setPrompt(question);
    input.prompt();
    const { done, value } = await lines.next();
    if (done) throw new UserError("\nnothing was written: the questions were not answered");
    return value;
  };
  try {
    return await work({ ask, say: console.log });
  } finally {
    input.close();
  }
}
