import { expect } from "../../verify/check";
import { expectPlan } from "../expectations";
import { uninterrupted } from "../load/budget";
import type { ScenarioRun } from "../run";
import { type Scenario, smallest } from "../scenario";
import { expectRestarts, unitStarts } from "../units";

/** Everything that is a worker's own. */
const created = (worker: string) => [
  `aws_instance.${worker}`,
  `aws_route.${worker}_pods`,
  `aws_vpc_security_group_ingress_rule.security_loadBalancer-from-${worker}`,
  `null_resource.${worker}_join`,
  `null_resource.${worker}_update`,
  `tls_cert_request.pki_kubelet-${worker}_request`,
  `tls_locally_signed_cert.pki_kubelet-${worker}_certificate`,
  `tls_private_key.pki_kubelet-${worker}`,
];

async function play(run: ScenarioRun): Promise<void> {
  const before = await unitStarts(await run.subject());
  await run.edit({ workers: { count: 3 } });
  const plan = await run.plan();
  expectPlan(plan, { create: created("worker-2") });
  await run.apply(plan);
  const subject = await run.subject();
  const isNew = (unit: string) => unit.startsWith("worker-2/");
  const after = Object.entries(await unitStarts(subject)).filter(([unit]) => !isNew(unit));
  expectRestarts(before, Object.fromEntries(after), []);
  expect((await subject.nodes()).length === 3, "the new worker is not a node of the cluster");
}

/** One worker more. */
export const scaleUp: Scenario = {
  name: "scale-up",
  shows: "a worker is added: the plan makes what is its own and touches no other node, not even its steps",
  start: smallest,
  budget: uninterrupted,
  play,
};
