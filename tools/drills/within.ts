/**
 * Limits the time of a run: a run that has not ended is a fault.
 * @returns the result of the work, or a sentence that it did not end
 */
export async function within(seconds: number, work: Promise<readonly string[]>): Promise<readonly string[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly string[]>((resolve) => {
    timer = setTimeout(() => resolve([`did not end within ${seconds} s`]), seconds * 1000);
  });
  // Failures after the limit are ignored: they happen because the machines were removed.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
