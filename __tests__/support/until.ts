import type { Result } from "../../lab/host/shell";

/**
 * Asks until the answer is a success.
 * @param explain what to show when it has not come within two minutes
 */
export async function untilSucceeds(ask: () => Promise<Result>, explain: () => string): Promise<void> {
  const deadline = Date.now() + 120_000;
  let answer = await ask();
  while (answer.code !== 0) {
    if (Date.now() > deadline) throw new Error(`in vain: ${answer.stderr}\n${explain().slice(-5000)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
    answer = await ask();
  }
}
