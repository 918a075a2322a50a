/**
 * Bounds a run: what has not ended by then is a fault, not something to wait for.
 * @returns what the work found, or the sentence that it did not end
 */
export async function within(seconds: number, work: Promise<readonly string[]>): Promise<readonly string[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly string[]>((resolve) => {
    timer = setTimeout(() => resolve([`did not end within ${seconds} s`]), seconds * 1000);
  });
  // What fails after its time fails because its machines were taken away.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
