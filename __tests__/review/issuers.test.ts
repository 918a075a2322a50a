import { nodeFiles } from "../../components/derived/bundle";
import { marks } from "../../components/derived/marks";
import { planCluster } from "../../lib/cluster";
import { unitPath } from "../../lib/contract/paths";
import type { Review } from "../../review/review";
import { configOf } from "../../tools/fixtures/synthesized";
import { planned, planOf, reviewOf } from "../support/planned";

const path = unitPath("kube-apiserver");

/** The unit of a cluster's API servers. */
function unitOf(masters: number, aws: string): string {
  const cluster = planCluster(configOf(`{ masters: { count: ${masters} }, aws: ${aws} }`));
  return nodeFiles(cluster, cluster.masters[0]!, marks)
    .find((file) => file.path === path)!
    .lines.join("\n");
}

function review(masters: number, before: string, after: string): Review {
  const names = Array.from({ length: masters }, (_, index) => `master-${index}`);
  const texts = (unit: string) => ({ triggers_replace: { [path]: unit } });
  return reviewOf(
    planOf(
      ...names.map((name) => planned("aws_instance", name, ["no-op"], { id: name }, { id: name })),
      ...names.map((name) =>
        planned(
          "null_resource",
          `${name}_update`,
          ["delete", "create"],
          { triggers: { [path]: "1" } },
          { triggers: { [path]: "2" } },
        ),
      ),
      planned("terraform_data", "master_files", ["delete", "create"], texts(before), texts(after)),
    ),
  );
}

const none = "{}";
const accepted = "{ identity: { bucket: one, tokens: accepted } }";
const issued = "{ identity: { bucket: one } }";
const other = "{ identity: { bucket: two } }";
const fixed = ({ findings }: Review) => findings.filter(({ kind }) => kind === "change-fixed-setting");
const change = (masters: number, before: string, after: string) =>
  review(masters, unitOf(masters, before), unitOf(masters, after));

test.each([
  ["is accepted as well", 3, none, accepted, 0],
  ["is issued, after all accept it", 3, accepted, issued, 0],
  ["is only accepted again", 3, issued, accepted, 0],
  ["is gone, after none issued it", 3, accepted, none, 0],
  ["is issued before others accept it", 3, none, issued, 1],
  ["is issued by the only master", 1, none, issued, 0],
  ["is gone while it is in use", 3, issued, none, 1],
  ["is gone while it is in use by the only master's pods", 1, issued, none, 1],
  ["is replaced by another one", 1, issued, other, 1],
] as const)("an issuer of tokens that %s", (_, masters, before, after, findings) => {
  expect(fixed(change(masters, before, after))).toHaveLength(findings);
});

test("pods that take IAM roles lose them when their issuer is only accepted", () => {
  const lost = "API servers no longer issue tokens of https://one.s3.us-east-2.amazonaws.com";
  const says = (before: string, after: string) => change(1, before, after).findings.map((finding) => finding.says);
  expect(says(issued, accepted)).toContainEqual(expect.stringContaining(lost));
  expect(says(accepted, issued).join()).not.toContain("no longer issue");
  expect(change(1, issued, accepted).findings.find(({ says }) => says.includes(lost))!.comesBack).toBe(false);
});

test("a unit without an issuer is not safe", () => {
  const without = unitOf(1, none).replace(/--service-account-issuer=\S+/, "");
  expect(review(1, without, unitOf(1, none)).findings).toContainEqual(
    expect.objectContaining({ kind: "unknown-values" }),
  );
});
