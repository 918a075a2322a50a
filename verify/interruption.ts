import { UserError } from "../lib/user-error";

const signals: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM"];

/**
 * Turns a signal to stop into an error, so that the clean-up runs as after any other. Runners such as npm and tsx
 * repeat a signal that the terminal has sent already, so only the first one counts.
 */
export class Interruption {
  /** Rejects when a signal arrives. */
  readonly happened: Promise<never>;
  private readonly listener: (signal: NodeJS.Signals) => void;

  constructor() {
    let reject: (error: Error) => void;
    this.happened = new Promise<never>((_, no) => (reject = no));
    this.happened.catch(() => undefined); // a signal may arrive while nothing waits for it
    this.listener = (signal) => reject(new UserError(`stopped by ${signal}`));
    for (const signal of signals) process.on(signal, this.listener);
  }

  /** Restores the default behaviour of signals. */
  forget(): void {
    for (const signal of signals) process.off(signal, this.listener);
  }
}
