import { parse, problemsOf } from "./parse";

/** What a run costs the processor, in seconds: other than a clock, it knows nothing of what else the machine does. */
function secondsOf(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

test("an anchor that contains itself is a problem with its path", () => {
  const file = "{ name: u1, kubelet: { extraConfig: &e { featureGates: *e } } }";
  expect(problemsOf(file)).toEqual([
    {
      path: "kubelet.extraConfig.featureGates",
      found: "a mapping or list that contains itself",
      wanted: "a value that does not contain itself",
      remedy: "write the value itself in place of the alias",
    },
  ]);
  expect(problemsOf("operatorCidrs: &l [*l]")[0]).toMatchObject({ path: "operatorCidrs[0]" });
});

test("the same anchor used twice is accepted", () => {
  const file = "{ masters: &m { instanceType: t3.large }, workers: *m }";
  expect(parse(file).config.workers.instanceType).toBe("t3.large");
});

test.each([
  ["{ __proto__: { name: x } }", "__proto__"],
  ["{ tags: { __proto__: x } }", "tags.__proto__"],
  ["{ kubelet: { extraConfig: { __proto__: { maxPods: 1 } } } }", "kubelet.extraConfig.__proto__"],
  ["{ masters: &m { __proto__: { count: 1 } }, workers: { <<: *m } }", "masters.__proto__"],
])("a key that JavaScript would drop is a problem: %s", (file, path) => {
  expect(problemsOf(file).map((problem) => problem.path)).toContain(path);
});

test.each([
  ["tags: { owner: '${TfToken[TOKEN.7]}' }", "tags.owner"],
  ["certificates: { subject: { locality: 'a ${TfToken[TOKEN.7]}' } }", "certificates.subject.locality"],
  ["kubelet: { extraConfig: { '${TfToken[TOKEN.7]}': 1 } }", 'kubelet.extraConfig["${TfToken[TOKEN.7]}"]'],
])("a cluster file with a placeholder of cdktf is refused: %s", (file, path) => {
  const [problem] = problemsOf(file);
  expect(problem).toMatchObject({ path, wanted: "a value that is known at synthesis" });
});

const tags = (count: number, value: string) =>
  `tags:\n${Array.from({ length: count }, (_, index) => `  k${index}: ${value}\n`).join("")}`;

test.each([
  ["400,000 tags", tags(400_000, "v"), "characters"],
  ["21,000 tags", tags(21_000, "v"), "values"],
  ["3,000 tags with values that are no text", tags(3_000, "1"), "1"],
  ["3,000 unknown keys", Array.from({ length: 3_000 }, (_, index) => `key${index}: 1\n`).join(""), "an unknown key"],
  ["lists in lists", "[".repeat(20_000), ""],
  ["mappings in mappings", `${"{ a: ".repeat(2_000)}1${" }".repeat(2_000)}`, ""],
  ["60 levels of a free mapping", `kubelet: { extraConfig: ${"{ a: ".repeat(60)}1${" }".repeat(60)} }`, "deep"],
  ["aliases of aliases", `a0: &a0 [x]\n${aliases(12)}`, ""],
  ["errors in every line", "a: b: c\n".repeat(5_000), ""],
])(
  "%s are refused within ten seconds of processor time",
  (_, file, words) => {
    let found = "";
    const seconds = secondsOf(() => {
      found = problemsOf(file)[0]!.found;
    });
    expect(found).toContain(words);
    expect(seconds).toBeLessThan(10);
  },
  120_000,
);

/** Each names the one before it ten times, so that the last one stands for ten to the power of their number. */
function aliases(count: number): string {
  const line = (index: number) =>
    `a${index}: &a${index} [${Array(10)
      .fill(`*a${index - 1}`)
      .join(", ")}]\n`;
  return Array.from({ length: count }, (_, index) => line(index + 1)).join("");
}
