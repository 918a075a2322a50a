import { resources } from "../lib/contract/addresses";
import { ids } from "../lib/contract/ids";
import { isDestroyed, type PlannedCluster } from "./cluster";
import type { Change } from "./plan";

/** A certificate that is issued, renewed or removed. */
export interface CertificateChange {
  /** The component's name for it: `kube-apiserver`; for a CA its common name and generation: `etcd-ca-2`. */
  readonly name: string;
  readonly what: "issued" | "renewed" | "removed";
  /** When the old one expires: RFC 3339. @default none, for a certificate that did not exist before */
  readonly endsNow?: string;
  /** How long the new one is valid after the apply, in hours. @default none, for a certificate that is removed */
  readonly validHours?: number;
}

/** The certificates that a plan issues or removes, by name; without those that are removed with their cluster. */
export function certificateChanges(cluster: PlannedCluster): CertificateChange[] {
  return isDestroyed(cluster) ? [] : cluster.changes.flatMap(toCertificate);
}

const kinds: Partial<Record<Change["action"], CertificateChange["what"]>> = {
  create: "issued",
  replace: "renewed",
  delete: "removed",
};

/** Whether a change issues, renews or removes a certificate. */
export const isCertificate = ({ type, action }: Pick<Change, "type" | "action">): boolean =>
  /^tls_(locally|self)_signed_cert$/.test(type) && action in kinds;

/** A certificate's name from its resource; the resource's whole name if it is not groundup's. */
function certificateName(change: Change): string {
  const authority = resources.authorityCertificate.parse(change);
  return authority ? ids.authority(authority) : (resources.leafCertificate.parse(change)?.certificate ?? change.name);
}

function toCertificate(change: Change): CertificateChange[] {
  const { action, before, after } = change;
  if (!isCertificate(change)) return [];
  return [
    {
      name: certificateName(change),
      what: kinds[action]!,
      endsNow: typeof before.validity_end_time === "string" ? before.validity_end_time : undefined,
      validHours: typeof after.validity_period_hours === "number" ? after.validity_period_hours : undefined,
    },
  ];
}
