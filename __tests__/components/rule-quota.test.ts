import { inboundRules, mostOperatorRanges, ruleQuota } from "../../components/derived/rule-quota";
import type { ClusterConfig } from "../../lib/config";
import { parse } from "../lib/config/parse";

const ranges = (count: number) => Array.from({ length: count }, (_, index) => `10.0.${index}.0/24`).join(", ");
const configOf = (text: string): ClusterConfig => parse(text).config;
const problems = (text: string) => ruleQuota.check(configOf(text));

test("the number of operatorCidrs is limited by the quota of rules per security group", () => {
  const most = mostOperatorRanges(configOf(""));
  expect(problems(`operatorCidrs: [${ranges(most)}]`)).toEqual([]);
  expect(problems(`operatorCidrs: [${ranges(most + 1)}]`)).toContainEqual(
    expect.objectContaining({ path: "operatorCidrs", wanted: expect.stringContaining("L-0EA8095F") }),
  );
});

test("a larger quota allows more operatorCidrs", () => {
  const most = mostOperatorRanges(configOf(""));
  expect(problems(`{ operatorCidrs: [${ranges(most + 1)}], quotas: { rulesPerSecurityGroup: 200 } }`)).toEqual([]);
});

test("the number of workers adds no rule", () => {
  const count = (workers: number) => inboundRules(configOf(`workers: { count: ${workers} }`), 1);
  expect(count(40)).toEqual(count(3));
});
