import * as z from "zod";

/**
 * The reason why a value is refused: a `Problem` without its path. `found` is optional, because the value itself is the
 * default.
 */
export interface Fault {
  /** The text to show instead of the value. Always set if the value may be a secret. @default the value itself */
  readonly found?: string;
  /** The values that are allowed there. */
  readonly wanted: string;
  /** The change to make. */
  readonly remedy: string;
}

/** JSON Schema keywords that tell editors about a value. The check itself is in groundup's code. */
type Hints = Readonly<Record<string, unknown>>;

/** A text with a check in groundup's code. `check` returns the fault, or undefined if the value is valid. */
export function text(check: (value: string) => Fault | undefined, hints: Hints = {}): z.ZodString {
  return z.string().check(refusing(check)).meta(hints);
}

/** A text that matches a pattern. Editors get the pattern through the JSON Schema. */
export function matching(pattern: string, fault: Fault): z.ZodString {
  const form = new RegExp(pattern, "u");
  return text((value) => (form.test(value) ? undefined : fault), { pattern });
}

/** Any text that is not empty and not longer than a maximum. */
export function someText(maximum: number, remedy: string): z.ZodString {
  const fault: Fault = { wanted: `text of 1 to ${maximum} characters`, remedy };
  return text((value) => (value.length >= 1 && value.length <= maximum ? undefined : fault), {
    minLength: 1,
    maxLength: maximum,
  });
}

/** A whole number from `minimum` to `maximum`, both included. `reason` says where the limits come from. */
export function whole(minimum: number, maximum: number, reason: string): z.ZodNumber {
  const wanted = `a whole number from ${minimum} to ${maximum}`;
  const fault: Fault = { wanted, remedy: `write a number in this range: ${reason}` };
  const fits = (value: number) => Number.isInteger(value) && value >= minimum && value <= maximum;
  return z
    .number()
    .check(refusing((value) => (fits(value) ? undefined : fault)))
    .meta({ type: "integer", minimum, maximum });
}

/** An https URL without the parts that API servers and IAM refuse: user, query and fragment. */
export const httpsUrl = text(
  (value) => {
    const wanted = "an https URL without user, query or fragment";
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url?.protocol !== "https:") return { wanted, remedy: "write it with https:// in front" };
    // Never echo it: the part before the @ is a password.
    if (url.username || url.password)
      return { found: "a URL with a user", wanted, remedy: "remove the part before the @" };
    return /[?#]/.test(value) ? { wanted, remedy: "remove the part that begins with ? or #" } : undefined;
  },
  { format: "uri", pattern: "^https://" },
);

/** Makes a zod check that adds a fault to the problem report. */
export function refusing<T>(check: (value: T) => Fault | undefined): z.core.CheckFn<T> {
  return (context) => {
    const fault = check(context.value);
    if (fault) context.issues.push({ code: "custom", input: context.value, params: { ...fault } });
  };
}
