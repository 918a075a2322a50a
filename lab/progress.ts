/** Tells the user what happens and what is waited for, with the seconds since the command began. */
export class Progress {
  private readonly began = Date.now();
  private lastLine = Date.now();
  private timer: NodeJS.Timeout | undefined;

  /** Prints one line. */
  say(text: string): void {
    this.lastLine = Date.now();
    console.log(`${((Date.now() - this.began) / 1000).toFixed(1).padStart(7)}s  ${text}`);
  }

  /** While the work goes on in silence, says every few seconds what is waited for. */
  async waiting<T>(work: Promise<T>, what: () => string): Promise<T> {
    this.timer = setInterval(() => {
      const text = what();
      if (text && Date.now() - this.lastLine > 5000) this.say(`waiting for ${text}`);
    }, 1000);
    try {
      return await work;
    } finally {
      clearInterval(this.timer);
    }
  }
}
