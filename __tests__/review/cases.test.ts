import { decodePlan } from "../../review/decode";
import type { KindName } from "../../review/kinds";
import { parsePlan } from "../../review/plan";
import { reviewPlan } from "../../review/review";
import { reviewSchema } from "../../review/schema";
import type { Verdict } from "../../review/verdict";
import { reviewCases } from "../../tools/fixtures/recorded-plans";

/** What the review must say of each plan that somebody ran into: its verdict, and kinds of findings among others. */
const expected: Readonly<Record<string, readonly [Verdict, ...KindName[]]>> = {
  region: ["dangerous", "wrong-place"],
  "all-masters-gone": ["dangerous", "destroy-etcd-data"],
  "two-masters-gone": ["dangerous", "lose-quorum"],
  architecture: ["dangerous", "change-architecture"],
  "dns-address": ["dangerous", "change-fixed-setting"],
  "pod-range": ["dangerous", "change-fixed-setting"],
  "service-range": ["dangerous", "change-fixed-setting"],
  "cluster-renamed": ["dangerous", "destroy-etcd-data"],
  subnets: ["dangerous", "lose-quorum", "change-fixed-setting"],
  "database-destroyed": ["dangerous", "destroy-foreign", "no-cluster"],
  "sensitive-range": ["cannot-judge", "sensitive-values"],
  "sensitive-range-in-list": ["cannot-judge", "sensitive-values"],
  "unknown-rules": ["cannot-judge", "unknown-values"],
  "import-only": ["cannot-judge", "import"],
  // The only master that the plan knows of is missing.
  "drift-only": ["dangerous", "destroy-etcd-data", "drift", "refresh-only"],
  "action-only": ["cannot-judge", "action"],
  "deferred-only": ["cannot-judge", "deferred", "part-of-plan"],
  "eks-node-group": ["cannot-judge", "no-cluster", "foreign"],
  "autoscaling-group": ["cannot-judge", "no-cluster", "foreign"],
  // Reduced before reviews read subjects: without them nobody knows that the CA is the same.
  "authority-lifetime": ["dangerous", "replace-authority"],
};

const cases = reviewCases();
const review = (name: string) => reviewPlan(parsePlan(cases[`case ${name}`]!));

test("every case has its verdict", () => {
  expect(Object.keys(cases).sort()).toEqual(
    Object.keys(expected)
      .map((name) => `case ${name}`)
      .sort(),
  );
});

test.each(Object.entries(expected))("%s", (name, [verdict, ...kinds]) => {
  const found = review(name);
  expect(found.verdict).toBe(verdict);
  expect(found.refused).toEqual(expect.arrayContaining(kinds));
  expect(() => reviewSchema.parse(JSON.parse(JSON.stringify(found)))).not.toThrow();
});

test("the review of a renamed cluster reports no closed port that the new security groups open", () => {
  const { closed } = review("cluster-renamed").firewall;
  expect(closed.filter(({ traffic }) => traffic.startsWith("22/tcp"))).toEqual([]);
});

test("the review does not say that etcd runs after a lost quorum", () => {
  const says = review("subnets").findings.map(({ says }) => says);
  expect(says.filter((one) => one.includes("etcd runs with"))).toEqual([]);
});

test.each([
  ["UTF-16, as PowerShell writes it", "utf16le", "\ufeff"],
  ["UTF-8 with a byte order mark", "utf8", "\ufeff"],
  ["UTF-8", "utf8", ""],
] as const)("groundup reads a plan in %s", (_, encoding, mark) => {
  const text = cases["case database-destroyed"]!;
  expect(decodePlan(Buffer.from(mark + text, encoding))).toBe(text);
});
