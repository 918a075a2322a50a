import * as z from "zod";

/** Why a single value is refused: a `Problem` without its path, and without `found` where the value itself is meant. */
export interface Fault {
  /** What to show instead of the value: always given where the value may be a secret. */
  readonly found?: string;
  /** What may stand there. */
  readonly wanted: string;
  /** The change to make. */
  readonly remedy: string;
}

/** What an editor may be told of a value that a check of ours decides on. */
type Hints = Readonly<Record<string, unknown>>;

/** Text that a check of ours decides on; `check` answers with the fault, or nothing. */
export function text(check: (value: string) => Fault | undefined, hints: Hints = {}): z.ZodString {
  return z.string().check(refusing(check)).meta(hints);
}

/** Text of a fixed form; the pattern reaches editors through the JSON Schema. */
export function matching(pattern: string, fault: Fault): z.ZodString {
  const form = new RegExp(pattern, "u");
  return text((value) => (form.test(value) ? undefined : fault), { pattern });
}

/** Text that may be anything but empty. */
export function someText(maximum: number, remedy: string): z.ZodString {
  const fault: Fault = { wanted: `text of 1 to ${maximum} characters`, remedy };
  return text((value) => (value.length >= 1 && value.length <= maximum ? undefined : fault), {
    minLength: 1,
    maxLength: maximum,
  });
}

/** A whole number within limits, both included; `remedy` tells where the limits come from. */
export function whole(minimum: number, maximum: number, remedy: string): z.ZodNumber {
  const fault: Fault = { wanted: `a whole number from ${minimum} to ${maximum}`, remedy };
  const fits = (value: number) => Number.isInteger(value) && value >= minimum && value <= maximum;
  return z
    .number()
    .check(refusing((value) => (fits(value) ? undefined : fault)))
    .meta({ type: "integer", minimum, maximum });
}

/** A zod check that hands a fault on to the problem report. */
export function refusing<T>(check: (value: T) => Fault | undefined): z.core.CheckFn<T> {
  return (context) => {
    const fault = check(context.value);
    if (fault) context.issues.push({ code: "custom", input: context.value, params: { ...fault } });
  };
}
