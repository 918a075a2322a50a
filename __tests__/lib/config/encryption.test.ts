import { keyIdentity, keyVariable, rotatesKeys } from "../../../lib/encryption";
import { parse, problemsOf } from "./parse";

const keysOf = (file: string) => parse(file).config.encryption.keys;

test("the short form means one key with the name key1", () => {
  const one = { name: "key1", provider: "secretbox", key: "generated" };
  expect(keysOf("")).toEqual([one]);
  expect(keysOf("encryption: { keys: [{ name: key1 }] }")).toEqual([one]);
  expect(keysOf("encryption: { provider: aescbc, key: variable }")).toEqual([
    { name: "key1", provider: "aescbc", key: "variable" },
  ]);
});

test("the first of several keys encrypts, also if it is a KMS plugin", () => {
  const keys = keysOf(
    "encryption: { keys: [{ name: aws, provider: kms, endpoint: 'unix:///run/kms/socket' }, { name: key1 }] }",
  );
  expect(keys.map(keyIdentity)).toEqual(["kms:v2:aws", "secretbox:v1:key1"]);
  expect(keys[0]).toMatchObject({ timeoutSeconds: 3 });
});

test("each key has its own variable", () => {
  expect([keyVariable("key1"), keyVariable("key-2")]).toEqual(["encryption_key", "encryption_key_key_2"]);
});

test.each([
  ["", false],
  ["encryption: { keys: [{ name: key1 }] }", false],
  ["encryption: { keys: [{ name: key2 }] }", true],
  ["encryption: { keys: [{ name: key1 }, { name: key2 }] }", true],
])("%s: keys are rotated: %s", (file, rotated) => {
  expect(rotatesKeys(keysOf(file))).toBe(rotated);
});

const listed = (...keys: string[]) => `encryption: { keys: [${keys.map((key) => `{ ${key} }`).join(", ")}] }`;

test.each([
  ["encryption: { keys: [] }", ["encryption.keys"]],
  [
    "encryption: { provider: aescbc, key: variable, keys: [{ name: key2 }] }",
    ["encryption.provider", "encryption.key"],
  ],
  [listed("name: a", "name: b", "name: a, provider: aescbc"), ["encryption.keys[2].name"]],
  [listed("name: Key_1"), ["encryption.keys[0].name"]],
  [listed("name: a, provider: kms"), ["encryption.keys[0].endpoint"]],
  [
    listed("name: a, provider: kms, key: generated, endpoint: 'unix:///run/a'", "name: b, endpoint: 'unix:///run/b'"),
    ["encryption.keys[0].key", "encryption.keys[1].endpoint"],
  ],
  [listed("name: a, provider: kms, endpoint: 'unix:///tmp/kms.sock'"), ["encryption.keys[0].endpoint"]],
  [listed("name: a, provider: kms, endpoint: 'tcp://127.0.0.1:1'"), ["encryption.keys[0].endpoint"]],
])("groundup refuses %s", (file, paths) => {
  expect(problemsOf(file).map(({ path }) => path)).toEqual(paths);
});
