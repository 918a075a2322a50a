import { parse, problemsOf } from "./parse";

test.each([
  ["account: 012345678901", "012345678901"],
  ["sha: 1e10", "1e10"],
  ["hex: 0x1F", "0x1F"],
  ["octal: 0o17", "0o17"],
  ["version: 1.20", "1.20"],
  ["infinite: .inf", ".inf"],
  ["plus: +1", "+1"],
  ["truth: True", "True"],
])("the remedy repeats the value as the file has it: tags: { %s }", (tag, source) => {
  expect(problemsOf(`tags: { ${tag} }`)).toEqual([
    expect.objectContaining({ found: source, remedy: `write "${source}"` }),
  ]);
});

test("each value of a file that YAML would rewrite has its own remedy, and texts of YAML 1.1 need none", () => {
  const tags =
    "account: 012345678901, created: 2024-01-01, sha: 1e10, hex: 0x1F, ver: 1.20, off: off, no: no, inf: .inf, time: 12:30";
  const remedies = problemsOf(`tags: { ${tags} }`).map(({ path, remedy }) => `${path}: ${remedy}`);
  expect(remedies).toEqual([
    'tags.account: write "012345678901"',
    'tags.sha: write "1e10"',
    'tags.hex: write "0x1F"',
    'tags.ver: write "1.20"',
    'tags.inf: write ".inf"',
  ]);
});

test("an alias has the value of its anchor", () => {
  expect(problemsOf("{ name: &n 012, region: *n }").map(({ found }) => found)).toEqual(["012", "12"]);
});

test("a merge key adds the keys of a mapping, and keys next to it override them", () => {
  const file = "{ masters: &m { instanceType: t3.medium, count: 1 }, workers: { <<: *m, count: 2 } }";
  expect(parse(file).config.workers).toMatchObject({ instanceType: "t3.medium", count: 2 });
});

test("the message for an unknown key with an anchor says where to write the anchor", () => {
  const file = "{ x-machine: &m { instanceType: t3.medium }, workers: { <<: *m, count: 2 } }";
  expect(problemsOf(file)).toEqual([
    expect.objectContaining({ path: '["x-machine"]', remedy: expect.stringContaining("masters: &machine") }),
  ]);
});
