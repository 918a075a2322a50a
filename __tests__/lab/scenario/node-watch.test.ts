import { silenceRules } from "../../../lab/scenario/hardships";
import { worstGap } from "../../../lab/scenario/node-watch";

test("the worst gap is the longest time between two consecutive renewals", () => {
  expect(worstGap([40_000, 0, 10_000, 20_000])).toBe(20_000);
  expect(worstGap([5])).toBe(0);
});

test("only the API server is silent, in both directions, and its host is not", () => {
  const rules = silenceRules("eni-123");
  expect(rules).toContain('tcp dport 6443 oifname "eni-123" drop; tcp sport 6443 iifname "eni-123" drop;');
  expect(rules).toContain("table inet silence_eni_123 {");
});
