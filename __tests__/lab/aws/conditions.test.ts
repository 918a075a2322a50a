import { defaultConditions, forCluster, withOptions } from "../../../lab/aws/conditions";
import { quotas } from "../../../lib/quotas";
import { parse } from "../../lib/config/parse";

const before = { ...defaultConditions(), seed: 7 };

test("without options the conditions stay as they are", () => {
  expect(withOptions(before, {})).toEqual(before);
});

test("an account has the quotas of a new one, except virtual processors", () => {
  const differing = Object.entries(quotas).filter(
    ([name, quota]) => before.quotas[name as "standardVcpus"] !== quota.default,
  );
  expect(differing.map(([name]) => name)).toEqual(["standardVcpus"]);
});

test("options set the seed, delays, lost answers, and quotas by name or code", () => {
  const options = { seed: "12", "as-aws": true, "lose-answers": "0.5", quota: ["standardVcpus=5", "L-0EA8095F=100"] };
  const after = withOptions(before, options);
  expect(after).toMatchObject({ seed: 12, asAws: true, lostAnswers: 0.5 });
  expect(after.quotas).toEqual({ ...before.quotas, standardVcpus: 5, rulesPerSecurityGroup: 100 });
});

test.each([
  [{ seed: "x" }, '--seed: found "x", wanted a whole number'],
  [{ quota: ["vcpus=5"] }, "--quota vcpus=5: there is no quota vcpus; the quotas are vpcsPerRegion"],
  [{ quota: ["standardVcpus"] }, '--quota standardVcpus: found "", wanted a whole number'],
  [{ "lose-answers": "2" }, '--lose-answers: found "2", wanted a number from 0 to 1'],
])("%j is refused", (options, reason) => {
  expect(() => withOptions(before, options)).toThrow(reason);
});

test("every quota has a code of its own", () => {
  const codes = Object.values(quotas).map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const code of codes) expect(code).toMatch(/^L-[0-9A-F]{8}$/);
});

describe("the account of a cluster", () => {
  const quotasFor = (file: string, conditions = before) => forCluster(conditions, parse(file).config).quotas;
  const large = "{ network: { maxRoutes: 500 }, quotas: { rulesPerSecurityGroup: 150, standardVcpus: 32 } }";

  test("has the quotas in the cluster file", () => {
    const said = { routesPerRouteTable: 500, rulesPerSecurityGroup: 150, standardVcpus: 32 };
    expect(quotasFor(large)).toEqual({ ...before.quotas, ...said });
  });

  test("keeps its quotas when the cluster file no longer names them", () => {
    expect(quotasFor("", forCluster(before, parse(large).config))).toEqual(before.quotas);
  });

  test("has the quotas of options of `up`, from this call and earlier ones", () => {
    const after = withOptions(before, { quota: ["routesPerRouteTable=10"] });
    expect(quotasFor(large, withOptions(after, {}))).toMatchObject({ routesPerRouteTable: 10, standardVcpus: 32 });
  });
});
