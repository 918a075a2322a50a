import fc from "fast-check";
import { parse } from "yaml";
import { yamlLines } from "../../../lib/render/yaml";

/** Texts that a reader of YAML 1.1 takes for booleans, numbers, dates, nothing or a merge, were they not quoted. */
const ambiguous = [
  ...[
    "y",
    "Y",
    "yes",
    "Yes",
    "YES",
    "n",
    "N",
    "no",
    "No",
    "NO",
    "on",
    "On",
    "ON",
    "off",
    "Off",
    "OFF",
    "true",
    "False",
  ],
  ...["~", "null", "Null", "NULL", "", "<<", "="],
  ...["1_000", "0_1", "012", "0o7", "0O7", "0x1F", "0X1f", "0b11", "0B1", "+1", "-0", "1:30", "190:20:30.15"],
  ...["1.20", "1e10", "1E3", "1.5e+3", ".5", "5.", "1_0.5", ".inf", "-.Inf", "+.INF", ".nan", ".NaN"],
  ...["2024-01-01", "2024-1-1", "2024-01-01T12:30:00Z", "2024-01-01 12:30:00"],
];

const read = (value: unknown) => parse(yamlLines(value).join("\n"), { version: "1.1", merge: true }) as unknown;

test.each(ambiguous)("a YAML 1.1 parser reads the text %j unchanged, as a value and as a key", (text) => {
  const value = { [text]: text, list: [text] };
  expect(read(value)).toEqual(value);
});

test.each(["0O7", "0o7", "0X1F", "0B1", "1_000", "0x_1F", "_1", "1__0", "1_"].filter((text) => /\d/.test(text)))(
  "%j is quoted if Go's parser would read it as a number",
  (text) => {
    const digits = text.replaceAll("_", "");
    expect(Number.isNaN(Number(digits))).toBe(false);
    expect(yamlLines({ a: text })).toEqual([`a: "${text}"`]);
  },
);

test("a YAML 1.1 parser reads any text and any mapping of texts unchanged", () => {
  const text = fc.oneof(
    fc.constantFrom(...ambiguous),
    fc.string({ maxLength: 12 }),
    fc.stringMatching(/^[-+0-9_.:exobXO~<=ynYN]{1,8}$/),
  );
  // `__proto__` is no key of ours: the cluster file's rules refuse it.
  const key = text.filter((one) => one !== "__proto__");
  fc.assert(
    fc.property(
      fc.dictionary(key, fc.oneof(text, fc.integer(), fc.boolean(), fc.array(text)), { maxKeys: 4 }),
      (value) => {
        expect(read(value)).toEqual({ ...value });
      },
    ),
    { numRuns: 2000 },
  );
});

test("texts that every parser reads correctly have no quotes", () => {
  const value = { address: "10.32.0.10", range: "172.20.0.0/16", time: "4h0m0s", size: "200Mi", version: "v1" };
  expect(yamlLines(value)).toEqual(Object.entries(value).map(([key, text]) => `${key}: ${text}`));
});
