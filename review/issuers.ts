import { unitPath } from "../lib/contract/paths";
import { nodesThere, type PlannedCluster } from "./cluster";
import { disruptive, type Finding, stopping } from "./finding";
import { isUpdated, type NodeChange } from "./nodes";
import { textsOf } from "./records";

/** The file that shows the issuers of service account tokens. */
const path = unitPath("kube-apiserver");

/** Findings about changed issuers of service account tokens. */
export function issuerFindings(cluster: PlannedCluster, nodes: readonly NodeChange[]): Finding[] {
  const findings = nodes.filter(isUpdated).flatMap(({ name }) => {
    const { before, after } = textsOf(cluster, name);
    const [old, planned] = [before[path], after[path]];
    return old === undefined || planned === undefined
      ? []
      : changes(old, planned, nodesThere(cluster, "master").length);
  });
  return [...new Map(findings.map((finding) => [finding.says, finding])).values()];
}

const remedy =
  "API servers must accept both issuers before one of them issues its tokens, and for an hour after the last one did: set aws.identity.tokens: accepted, and apply, before this change";

function changes(before: string, after: string, masters: number): Finding[] {
  const [old, planned] = [issuersOf(before), issuersOf(after)];
  const [signs, willSign] = [old[0], planned[0]];
  if (!signs || !willSign)
    return [stopping("unknown-values", `${path} does not show the issuer of service account tokens before and after`)];
  if (!planned.includes(signs))
    return [
      stopping("change-fixed-setting", `API servers no longer accept tokens of ${signs}, which pods have. ${remedy}`),
    ];
  if (masters > 1 && !old.includes(willSign))
    return [
      stopping(
        "change-fixed-setting",
        `API servers issue tokens of ${willSign}, which other API servers do not accept yet. ${remedy}`,
      ),
    ];
  if (signs === willSign || !publishes(before, signs)) return [];
  return [
    disruptive(
      `API servers no longer issue tokens of ${signs}: pods get no credentials of IAM roles with the tokens of ${willSign}`,
      false,
    ),
  ];
}

/** The issuers that an API server accepts, the one of new tokens first. */
const issuersOf = (unit: string) =>
  [...unit.matchAll(/--service-account-issuer=([^\s"']+)/g)].map(([, issuer]) => issuer!);

/** Whether an API server says that its keys are published at the issuer, where AWS reads them. */
const publishes = (unit: string, issuer: string) => unit.includes(`--service-account-jwks-uri=${issuer}/`);
