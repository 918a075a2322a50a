import { sleep } from "../lib/processes";
import { Failed } from "./outcome";
import { patient } from "./patience";

/** How often a wait asks, in milliseconds. */
const interval = 300;

/**
 * Waits until a question has an answer.
 * @param what the wait is for, for the message.
 * @param seconds at most, before the run's patience multiplies it.
 * @param ask returns the answer, or throws `Failed` with what is still missing.
 * @throws Failed with what was missing last.
 */
export async function until<T>(what: string, seconds: number, ask: () => Promise<T>): Promise<T> {
  const limit = patient(seconds);
  const end = Date.now() + limit * 1000;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      if (Date.now() >= end) throw new Failed(`waited ${limit} s for ${what} without success: ${error.message}`);
    }
    await sleep(interval);
  }
}
