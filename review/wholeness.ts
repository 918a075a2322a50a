import { isThere } from "./cluster";
import { type Finding, stopping } from "./finding";
import type { KindName } from "./kinds";
import { type Plan, withoutKeys } from "./plan";

/**
 * Findings about incomplete plans, and about actions other than changes of resources: the review cannot judge these.
 */
export function wholenessFindings(plan: Plan): Finding[] {
  return [
    ...when(
      plan.errored,
      "errored-plan",
      "Terraform failed while it planned, so changes are missing. Fix the error, and plan again",
    ),
    ...when(
      !plan.complete,
      "part-of-plan",
      "Terraform says that this plan is incomplete: after the apply, another plan has more changes",
    ),
    ...missingParts(plan),
    ...(isRefreshOnly(plan) ? refreshOnly(plan) : missingResources(plan)),
    ...plan.unknownParts.map((part) =>
      stopping("not-judged", `the plan has a part ${part}, which this review does not know`),
    ),
    ...plan.deferred.map(({ address, reason }) =>
      stopping("deferred", `${address}: Terraform postpones this change to a later plan (${reason})`),
    ),
    ...plan.actions.map((address) =>
      stopping("action", `${address} runs during the apply, and this review does not know what it does`),
    ),
    ...changesOfState(plan),
  ];
}

const when = (holds: boolean, kind: KindName, says: string): Finding[] => (holds ? [stopping(kind, says)] : []);

function changesOfState({ changes }: Plan): Finding[] {
  const forgotten = changes.filter(({ action }) => action === "forget");
  const imported = changes.filter((change) => change.imported);
  return [
    ...forgotten.map(({ address }) =>
      stopping(
        "forget",
        `${address} is removed from the state and stays in AWS: Terraform no longer updates or destroys it`,
      ),
    ),
    ...imported.map(({ address }) =>
      stopping("import", `${address} is imported into the state as it is in AWS: later plans may change it`),
    ),
  ];
}

/** Whether Terraform made the plan with -refresh-only. Such a plan never has changes of resources. */
const isRefreshOnly = ({ changes, drift, presence, deferred }: Plan) =>
  changes.length === 0 && deferred.length === 0 && ((presence.prior ?? []).length > 0 || drift.length > 0);

const refreshOnly = ({ drift }: Plan) => [
  stopping(
    "refresh-only",
    `this plan changes nothing in AWS. It only updates the state with what is in AWS (${drift.length} ${drift.length === 1 ? "resource differs" : "resources differ"}). Plan without -refresh-only to see the changes that follow`,
  ),
];

/**
 * Findings about missing parts of a plan. Terraform always writes these parts; it leaves out the state only if the
 * state is empty.
 */
function missingParts({ changes, drift, presence }: Plan): Finding[] {
  const wasThere = changes.some(isThere) || drift.length > 0;
  const missing = [
    ...(presence.planned ? [] : ["planned_values"]),
    ...(presence.configured ? [] : ["configuration"]),
    ...(presence.prior || !wasThere ? [] : ["prior_state"]),
  ];
  const says = `the plan's JSON has no ${missing.join(", no ")}, so this review cannot tell whether the plan is complete. Review the unchanged output of terraform show -json`;
  return when(missing.length > 0, "part-of-plan", says);
}

/**
 * Findings about resources that another part of the plan contains but its changes leave out, as with -target and
 * -exclude.
 */
function missingResources({ changes, blocks, presence, deferred }: Plan): Finding[] {
  const moved = changes.flatMap(({ previousAddress }) => previousAddress ?? []);
  const listed = new Set([...[...changes, ...deferred].map(({ address }) => address), ...moved]);
  const known = [...(presence.prior ?? []), ...(presence.planned ?? [])].filter((address) => !listed.has(address));
  const blocksListed = new Set([...listed].map(withoutKeys));
  const isDestruction = changes.every(({ action }) => action === "delete" || action === "forget");
  const declared = blocks
    .filter(({ counted }) => !counted && !isDestruction)
    .map(({ module, type, name }) => [module, type, name].filter(Boolean).join("."))
    .filter((address) => !blocksListed.has(address));
  const missing = [...new Set([...known, ...declared])].sort();
  const more = missing.length > 3 ? ` and ${missing.length - 3} more` : "";
  const says = `the plan is incomplete, because it was made with -target or -exclude. It leaves out ${missing.slice(0, 3).join(", ")}${more}. Plan without these options`;
  return when(missing.length > 0, "part-of-plan", says);
}
