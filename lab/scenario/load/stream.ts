import { Tally } from "./tally";

/** One try at a request; rejects if there was no good answer. */
export type Try = (how: { readonly newConnection: boolean }) => Promise<void>;

/** How many requests of a stream may be unanswered. Above that, the stream waits. */
const mostOpen = 30;

/**
 * Makes requests at a steady rate, whether earlier ones were answered or not. Tries each failed request once more, on a
 * new connection.
 */
export class Stream {
  readonly tally = new Tally();
  private readonly open = new Set<Promise<void>>();
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param name of the stream, for the log.
   * @param next makes the next request.
   */
  constructor(
    readonly name: string,
    private readonly next: () => Try,
  ) {}

  /** Starts, with this many requests a second. */
  start(rate: number): void {
    this.timer = setInterval(() => {
      if (this.open.size >= mostOpen) return;
      const request = this.request(this.next());
      this.open.add(request);
      void request.finally(() => this.open.delete(request));
    }, 1000 / rate);
  }

  /** Makes no more requests, and waits for the open ones. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all(this.open);
  }

  private async request(one: Try): Promise<void> {
    const answered = await this.attempt(one, 1).catch(() => this.attempt(one, 2).catch(() => undefined));
    this.tally.request(answered, Date.now());
  }

  private async attempt<N extends 1 | 2>(one: Try, number: N): Promise<N> {
    try {
      await one({ newConnection: number === 2 });
      return number;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.tally.reason(reason);
      console.log(`${new Date().toISOString()} ${this.name}, try ${number}: ${reason}`);
      throw error;
    }
  }
}
