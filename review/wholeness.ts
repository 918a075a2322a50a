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
      "Terraform failed while it planned, so changes are missing. Mend that, and plan again",
    ),
    ...when(
      !plan.complete,
      "part-of-plan",
      "Terraform says that this plan is not complete: after its apply, another plan has more changes",
    ),
    ...missingParts(plan),
    ...(isRefreshOnly(plan) ? refreshOnly(plan) : missingResources(plan)),
    ...plan.unknownParts.map((part) =>
      stopping("not-judged", `the plan has a part ${part}: this review does not know what that means`),
    ),
    ...plan.deferred.map(({ address, reason }) =>
      stopping("deferred", `${address}: Terraform puts its change off to a later plan (${reason})`),
    ),
    ...plan.actions.map((address) =>
      stopping("action", `${address} runs during the apply: this review does not know what it does`),
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
        `${address} is dropped from the state and stays in AWS: nothing here updates or destroys it any more`,
      ),
    ),
    ...imported.map(({ address }) =>
      stopping("import", `${address} is taken into the state as it is in AWS: later plans change it`),
    ),
  ];
}

/** Whether Terraform made the plan with -refresh-only. Such a plan never has changes of resources. */
const isRefreshOnly = ({ changes, drift, presence, deferred }: Plan) =>
  changes.length === 0 && deferred.length === 0 && ((presence.prior ?? []).length > 0 || drift.length > 0);

const refreshOnly = ({ drift }: Plan) => [
  stopping(
    "refresh-only",
    `this plan changes nothing in AWS: it writes into the state what is there (${drift.length} ${drift.length === 1 ? "resource differs" : "resources differ"}). Plan without -refresh-only to see what follows from it`,
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
  const says = `the plan's JSON has no ${missing.join(", no ")}, so nobody can tell whether it is whole. Review the output of terraform show -json as it is`;
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
  const says = `this is a part of a plan, made with -target or -exclude: it leaves out ${missing.slice(0, 3).join(", ")}${more}. Plan without these options`;
  return when(missing.length > 0, "part-of-plan", says);
}
