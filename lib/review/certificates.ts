import type { PlannedCluster } from "./cluster";
import type { Change } from "./plan";

/** A certificate that is issued, issued anew or given up. */
export interface CertificateChange {
  /** As its component names it: `kube-apiserver`. */
  readonly name: string;
  readonly what: "issued" | "renewed" | "removed";
  /** When the one that goes ends: RFC 3339. */
  readonly endsNow?: string;
  /** How long the new one is valid, from the apply on, in hours. */
  readonly validHours?: number;
}

/** The leaves that a plan issues or gives up, by name. */
export function certificateChanges({ changes }: PlannedCluster): CertificateChange[] {
  return changes
    .filter(({ type, action }) => type === "tls_locally_signed_cert" && action !== "none")
    .flatMap(toCertificate);
}

const kinds: Partial<Record<Change["action"], CertificateChange["what"]>> = {
  create: "issued",
  replace: "renewed",
  delete: "removed",
};

function toCertificate({ name, action, before, after }: Change): CertificateChange[] {
  const what = kinds[action];
  if (!what) return [];
  return [
    {
      name: name.replace(/^pki_/, "").replace(/_certificate$/, ""),
      what,
      endsNow: typeof before.validity_end_time === "string" ? before.validity_end_time : undefined,
      validHours: typeof after.validity_period_hours === "number" ? after.validity_period_hours : undefined,
    },
  ];
}
