import { parsePlan } from "../../review/plan";
import { reviewPlan } from "../../review/review";
import { reviewCases } from "../../tools/fixtures/recorded-plans";

interface Change {
  address: string;
  change: { actions: string[]; before: Values | null; after: Values | null };
}
type Values = Record<string, unknown>;

const path = "/run/groundup/addons/optional.json";
const listed = (wanted: boolean) => JSON.stringify([{ component: "kube-router", wanted }]);

/** A plan on a running cluster whose objects change; what the record says of optional components, before and after. */
function findings(before: string | undefined, after: string | undefined): string[] {
  const json = JSON.parse(reviewCases()["case dns-address"]!) as { resource_changes: Change[] };
  const record = json.resource_changes.find(({ address }) => address === "terraform_data.addons_files")!;
  const texts = (text: string | undefined) => ({ triggers_replace: text === undefined ? {} : { [path]: text } });
  record.change = { ...record.change, actions: ["delete", "create"], before: texts(before), after: texts(after) };
  return reviewPlan(parsePlan(JSON.stringify(json))).findings.map(({ says }) => says);
}

const comes = expect.stringContaining("NetworkPolicies are enforced from this apply on");
const goes = expect.stringContaining("NetworkPolicies are no longer enforced");

test.each([
  ["comes to a cluster of a release that had none", undefined, listed(true), [comes]],
  ["is turned on", listed(false), listed(true), [comes]],
  ["is turned off", listed(true), listed(false), [goes]],
  ["stays", listed(true), listed(true), []],
  ["stays away", undefined, listed(false), []],
  ["is in no record", undefined, undefined, []],
])("an enforcer of policies that %s", (_, before, after, expected) => {
  expect(findings(before, after).filter((says) => says.includes("NetworkPolicies"))).toEqual(expected);
});
