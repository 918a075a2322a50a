/** Seeds that once found a plan whose verdict became safer. */
export const kept: readonly number[] = [];
