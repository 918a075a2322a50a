/** A requirement on a value; undefined means that the value is not set. */
export interface Wanted {
  /** Completes "the flag ...". */
  readonly says: string;
  readonly accepts: (value: string | undefined) => boolean;
}

const items = (value: string | undefined) => value?.split(",") ?? [];

export const present: Wanted = { says: "is set", accepts: (value) => !!value };

export const absent: Wanted = { says: "is not set", accepts: (value) => value === undefined };

export const equal = (wanted: string): Wanted => ({ says: `is ${wanted}`, accepts: (value) => value === wanted });

/** Unset is also fine: the default is another value. */
export const not = (unwanted: string): Wanted => ({
  says: `is not ${unwanted}`,
  accepts: (value) => value !== unwanted,
});

export const including = (item: string): Wanted => ({
  says: `has ${item}`,
  accepts: (value) => items(value).includes(item),
});

export const excluding = (item: string): Wanted => ({
  says: `does not have ${item}`,
  accepts: (value) => !items(value).includes(item),
});

export const atLeast = (least: number): Wanted => ({
  says: `is at least ${least}`,
  accepts: (value) => value !== undefined && Number(value) >= least,
});

/** Set, and only to some of these. */
export const within = (what: string, allowed: readonly string[]): Wanted => ({
  says: `has ${what} only`,
  accepts: (value) => !!value && items(value).every((item) => allowed.includes(item)),
});

/** Begins with a loopback address. */
export const onLoopback: Wanted = {
  says: "is on 127.0.0.1",
  accepts: (value) => /^127\.0\.0\.1(:|$)/.test(value ?? ""),
};
