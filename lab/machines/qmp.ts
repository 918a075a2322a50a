import { createConnection } from "node:net";
import { createInterface } from "node:readline";
import { LabError } from "../errors";

/** A command of QEMU's control protocol (QEMU Machine Protocol Reference). */
export interface QmpCommand {
  readonly execute: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
}

interface QmpMessage {
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
}

/** Milliseconds that QEMU may take to answer. */
const limit = 30_000;

/**
 * Sends commands to QEMU, one after the other.
 * @returns its answers.
 * @throws LabError if QEMU does not answer, or refuses a command.
 */
export async function qmp(socket: string, ...commands: readonly QmpCommand[]): Promise<unknown[]> {
  const connection = createConnection(socket);
  connection.setTimeout(limit, () => connection.destroy(new Error(`no answer within ${limit / 1000} s`)));
  try {
    const lines = createInterface({ input: connection })[Symbol.asyncIterator]();
    const failed = new Promise<never>((_, reject) => connection.once("error", reject));
    const answers = [];
    for (const command of [{ execute: "qmp_capabilities" }, ...commands]) {
      connection.write(`${JSON.stringify(command)}\n`);
      answers.push(await Promise.race([answerTo(command, lines), failed]));
    }
    return answers.slice(1);
  } catch (error) {
    throw error instanceof LabError ? error : new LabError(`QEMU at ${socket}: ${(error as Error).message}`);
  } finally {
    connection.destroy();
  }
}

/** Greetings and events arrive between the answers. */
async function answerTo(command: QmpCommand, lines: AsyncIterator<string>): Promise<unknown> {
  for (;;) {
    const { value, done } = await lines.next();
    if (done) throw new LabError(`QEMU has ended before it answered ${command.execute}`);
    const message = JSON.parse(value) as QmpMessage;
    if (message.error) throw new LabError(`QEMU refuses ${command.execute}: ${message.error.desc}`);
    if ("return" in message) return message.return;
  }
}
