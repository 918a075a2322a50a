import { planProblems, updatesOf } from "../../../lab/scenario/expectations";
import { readPlan } from "../../../lab/terraform-plan";

const change = (address: string, actions: string[], before?: object, after?: object) => ({
  address,
  change: { actions, before: before ?? null, after: after ?? null },
});

test("a plan is read: what it does to which resource, and why a step runs again", () => {
  const plan = readPlan(
    JSON.stringify({
      resource_changes: [
        change("aws_instance.worker-0", ["no-op"]),
        change("data.aws_ami.ubuntu", ["read"]),
        change("aws_instance.worker-1", ["create"]),
        change("terraform_data.worker_files", ["delete", "create"]),
        change(
          "null_resource.worker-0_update",
          ["delete", "create"],
          triggers({ a: "1", b: "1" }),
          triggers({ a: "2", b: "1" }),
        ),
      ],
      output_changes: { workers: { actions: ["update"] }, masters: { actions: ["no-op"] } },
    }),
  );
  expect(plan).toEqual({
    actions: { "aws_instance.worker-1": "create", "null_resource.worker-0_update": "replace" },
    triggers: { "null_resource.worker-0_update": ["a"] },
    outputs: ["workers"],
  });
});

const triggers = (values: Record<string, string>) => ({ triggers: values });

test("a plan can miss changes, have unwanted changes, or change in the wrong way", () => {
  const actions = {
    "aws_instance.a": "replace",
    "null_resource.master-0_update": "replace",
    "aws_vpc.v": "update",
  } as const;
  expect(planProblems(actions, { replace: updatesOf(1, 1), update: ["aws_instance.a"] })).toEqual([
    "aws_instance.a: the plan does replace; wanted: update",
    "aws_vpc.v: the plan does update; wanted: nothing",
    "null_resource.worker-0_update: the plan does nothing; wanted: replace",
  ]);
});
