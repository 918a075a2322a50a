import type { Rule } from "./rule";

const namesOnce: Rule["check"] = ({ encryption: { keys } }) =>
  keys.flatMap(({ name }, index) =>
    keys.findIndex((other) => other.name === name) === index
      ? []
      : {
          path: `encryption.keys[${index}].name`,
          found: `${name} a second time`,
          wanted: "a unique name for each key, even if the providers differ",
          remedy: "rename the new key; do not rename a key that is in use",
        },
  );

/** Rules across the keys of encryption at rest. */
export const encryptionRules: readonly Rule[] = [{ reads: ["encryption"], check: namesOnce }];
