import type { Rule } from "./rule";

const namesOnce: Rule["check"] = ({ encryption: { keys } }) =>
  keys.flatMap(({ name }, index) =>
    keys.findIndex((other) => other.name === name) === index
      ? []
      : {
          path: `encryption.keys[${index}].name`,
          found: `${name} a second time`,
          wanted: "a name of its own for each key, also with another provider",
          remedy: "rename the key that is new; one that encrypts something already keeps its name",
        },
  );

/** What the keys of encryption at rest must agree on. */
export const encryptionRules: readonly Rule[] = [{ reads: ["encryption"], check: namesOnce }];
