import { cases, lastingCase, policyManifests } from "../../../lab/scenario/policies/cases";
import { parseGreedy } from "../../../lab/scenario/policies/greedy";
import { places, ways } from "../../../lab/scenario/policies/pods";
import { leaks, type Tried, wrongWays } from "../../../lab/scenario/policies/table";

const place = (namespace: string, pod: string) => ({ namespace: `policy-${namespace}`, pod });
const tried = (from: string, to: string, way: number, open: boolean): Tried => ({
  from: place(from[0]!, from[2]!),
  to: place(to[0]!, to[2]!),
  way: ways[way]!,
  open,
});
const denyIngress = cases.find(({ name }) => name === "default deny ingress")!;

test("a connection is wrong if it is open and denied, or blocked and allowed; only the former is a leak", () => {
  const all = [
    tried("y/a", "x/a", 0, true),
    tried("y/a", "x/b", 0, false),
    tried("x/a", "y/a", 2, false),
    tried("x/a", "y/b", 2, true),
  ];
  expect(wrongWays(all, denyIngress)).toEqual([
    "policy-y/a to policy-x/a serve-80: open",
    "policy-x/a to policy-y/a udp-80: closed",
  ]);
  expect(leaks(all, denyIngress)).toEqual([all[0]]);
});

test("every case with policies denies some connections and allows others, except the case whose second policy allows all", () => {
  const decided = cases.map((one) => {
    const open = places.flatMap((from) =>
      places.filter((to) => to !== from).flatMap((to) => ways.map((way) => one.allows(from, to, way))),
    );
    const { items } = policyManifests(one, () => "172.20.0.2");
    return { name: one.name, policies: items.length, denies: open.includes(false), allows: open.includes(true) };
  });
  expect(decided.filter(({ allows }) => !allows)).toEqual([]);
  expect(decided.filter(({ denies }) => !denies).map(({ name }) => name)).toEqual([
    "no policy",
    "an empty rule allows all, beside a policy that denies",
  ]);
  expect(decided.filter(({ policies }) => policies === 0).map(({ name }) => name)).toEqual(["no policy"]);
  expect(decided.at(-1)!.name).toBe(lastingCase.name);
});

test("the log of a greedy pod shows how often it asked, and when it got answers", () => {
  const log = "began 1764421200\nasked\nasked\ntcp 13\nasked\nudp 17\nasked\n";
  expect(parseGreedy("greedy-1", log)).toEqual({
    pods: 1,
    began: 1764421200,
    asked: 4,
    answers: [
      { pod: "greedy-1", way: "tcp", seconds: 1.3 },
      { pod: "greedy-1", way: "udp", seconds: 1.7 },
    ],
  });
});
