import { closeSync, openSync, readFileSync, unlinkSync, writeSync } from "node:fs";
import { LabError } from "../errors";
import { prefix } from "../settings";
import { isThere } from "../../lib/processes";

const file = `/run/${prefix}.lock`;

/**
 * Runs work that changes the lab while no other command does.
 * @throws LabError naming the command that already runs.
 */
export async function exclusively<T>(command: string, work: () => Promise<T>): Promise<T> {
  take(command);
  const release = () => unlinkSync(file);
  process.once("exit", release);
  try {
    return await work();
  } finally {
    process.off("exit", release);
    release();
  }
}

function take(command: string): void {
  for (let tried = 0; tried < 2; tried++) {
    try {
      const descriptor = openSync(file, "wx");
      writeSync(descriptor, `${process.pid} ${command}`);
      closeSync(descriptor);
      return;
    } catch {
      const [pid, holder] = holderOf();
      if (pid && isThere(pid))
        throw new LabError(`\`lab ${holder}\` is running (process ${pid}); wait until it is done, or end it`);
      unlinkSync(file); // the process that held the lock was killed
    }
  }
}

function holderOf(): [number, string] {
  const [pid, ...words] = readFileSync(file, "utf8").split(" ");
  return [Number(pid), words.join(" ")];
}
