import { UserError } from "../lib/user-error";

const signals: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM"];

/**
 * Makes a signal to stop an error, so that cleaning up is done as after any other. Runners such as npm and tsx pass
 * on what the terminal has sent already: only the first one counts.
 */
export class Interruption {
  /** Rejects when it happens, and does nothing else. */
  readonly happened: Promise<never>;
  private readonly listener: (signal: NodeJS.Signals) => void;

  constructor() {
    let reject: (error: Error) => void;
    this.happened = new Promise<never>((_, no) => (reject = no));
    this.happened.catch(() => undefined); // it may happen while nobody waits for it
    this.listener = (signal) => reject(new UserError(`stopped by ${signal}`));
    for (const signal of signals) process.on(signal, this.listener);
  }

  /** Lets signals do again what they do. */
  forget(): void {
    for (const signal of signals) process.off(signal, this.listener);
  }
}
