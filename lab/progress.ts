/** Tells the user what happens and what the command waits for, with the seconds since the command began. */
export class Progress {
  private readonly began = Date.now();
  private lastLine = Date.now();
  private timer: NodeJS.Timeout | undefined;

  /** @param print prints a line; `console.error` if standard output is for programs. */
  constructor(private readonly print: (line: string) => void = console.log) {}

  /** Prints one line. */
  say(text: string): void {
    this.lastLine = Date.now();
    this.print(`${((Date.now() - this.began) / 1000).toFixed(1).padStart(7)}s  ${text}`);
  }

  /**
   * Prints every few seconds what the command waits for, while the work prints nothing.
   * @param silence longest time without a line, in milliseconds.
   */
  async waiting<T>(work: Promise<T>, what: () => string, silence = 5000): Promise<T> {
    this.timer = setInterval(() => {
      const text = what();
      if (text && Date.now() - this.lastLine > silence) this.say(`waiting for ${text}`);
    }, 1000);
    try {
      return await work;
    } finally {
      clearInterval(this.timer);
    }
  }
}
