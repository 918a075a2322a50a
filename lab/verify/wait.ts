import { sleep } from "../host/processes";
import { Failed } from "./check";

/** How often a wait looks, in milliseconds. */
const interval = 300;

/**
 * Waits until a question is answered with something.
 * @param what is waited for, for the message.
 * @param seconds how long at most.
 * @param ask returns the answer, or throws `Failed` with what is still missing.
 * @throws Failed with what was missing last.
 */
export async function until<T>(what: string, seconds: number, ask: () => Promise<T>): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      if (Date.now() >= end) throw new Failed(`waited ${seconds} s for ${what}, in vain: ${error.message}`);
    }
    await sleep(interval);
  }
}
