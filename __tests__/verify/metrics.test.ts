import { parseTop, topProblems } from "../../verify/checks/metrics";

const nodes = `ip-172-31-0-20   103m   5%    812Mi   41%
ip-172-31-0-21   <unknown>   <unknown>   <unknown>   <unknown>
ip-172-31-0-22   57m   2%   0Mi   0%
`;

test("kubectl top is read with and without shares", () => {
  expect(parseTop(nodes)).toEqual([
    { name: "ip-172-31-0-20", milliCpus: 103, mebibytes: 812 },
    { name: "ip-172-31-0-22", milliCpus: 57, mebibytes: 0 },
  ]);
  expect(parseTop("echo-abcde   1m   9Mi   \n")).toEqual([{ name: "echo-abcde", milliCpus: 1, mebibytes: 9 }]);
});

test("a node without an answer, and one that cannot be, are problems", () => {
  const names = ["ip-172-31-0-20", "ip-172-31-0-21", "ip-172-31-0-22"];
  expect(topProblems(names, parseTop(nodes))).toEqual([
    "kubectl top has nothing of ip-172-31-0-21",
    "kubectl top says that ip-172-31-0-22 uses no memory",
  ]);
});
