/** The result of a stream of requests. */
export interface StreamResult {
  readonly requests: number;
  /** Requests that were answered at the second try. */
  readonly retried: number;
  /** Requests that were answered at neither try. */
  readonly failed: number;
  /** The longest time without a good answer, in milliseconds. */
  readonly worstGap: number;
  /** When that time began, as ISO 8601; undefined if no request was ever answered. */
  readonly worstGapBegan?: string;
  /** Reasons of failed tries, with their counts. */
  readonly reasons: Readonly<Record<string, number>>;
}

/** Counts the requests of a stream, and measures the longest time without a good answer. */
export class Tally {
  private requests = 0;
  private retried = 0;
  private failed = 0;
  private readonly reasons: Record<string, number> = {};
  private last: number | undefined;
  private gap = { length: 0, began: 0 };

  /** Whether there was ever a good answer. */
  get begun(): boolean {
    return this.last !== undefined;
  }

  /** Records the outcome of a request: at which try it was answered, if any. */
  request(answeredAt: 1 | 2 | undefined, now: number): void {
    this.requests++;
    if (answeredAt === undefined) this.failed++;
    else this.answered(now);
    if (answeredAt === 2) this.retried++;
  }

  /** Records why a try failed. */
  reason(text: string): void {
    this.reasons[text] = (this.reasons[text] ?? 0) + 1;
  }

  /** The result from the first good answer until now. */
  result(now: number): StreamResult {
    this.measure(now);
    const { requests, retried, failed, reasons, gap } = this;
    const began = gap.length > 0 ? { worstGapBegan: new Date(gap.began).toISOString() } : {};
    return { requests, retried, failed, worstGap: gap.length, ...began, reasons };
  }

  private answered(now: number): void {
    this.measure(now);
    this.last = now;
  }

  private measure(now: number): void {
    if (this.last === undefined || now - this.last <= this.gap.length) return;
    this.gap = { length: now - this.last, began: this.last };
  }
}
