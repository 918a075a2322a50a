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
function review(before: string | undefined, after: string | undefined) {
  const json = JSON.parse(reviewCases()["case dns-address"]!) as { resource_changes: Change[] };
  const record = json.resource_changes.find(({ address }) => address === "terraform_data.addons_files")!;
  const texts = (text: string | undefined) => ({ triggers_replace: text === undefined ? {} : { [path]: text } });
  record.change = { ...record.change, actions: ["delete", "create"], before: texts(before), after: texts(after) };
  return reviewPlan(parsePlan(JSON.stringify(json)));
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
])("the review of a plan: the enforcement of NetworkPolicies %s", (_, before, after, expected) => {
  const says = review(before, after).findings.map((finding) => finding.says);
  expect(says.filter((one) => one.includes("NetworkPolicies"))).toEqual(expected);
});

test("turning enforcement on needs a person's judgement; a pipeline may turn it off", () => {
  const kinds = (before: boolean, after: boolean) =>
    review(listed(before), listed(after)).findings.map(({ kind }) => kind);
  expect(kinds(false, true)).toContain("enforce-policies");
  expect(kinds(true, false)).not.toContain("enforce-policies");
});
