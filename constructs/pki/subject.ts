import type { ClusterConfig } from "../../lib/config";

/** An X.509 subject: name and group, and the fields that the cluster file adds to every subject. */
export function subject(config: ClusterConfig, commonName: string, organization?: string) {
  const { country, province, locality, organizationalUnit } = config.certificates.subject;
  return { commonName, organization, country, province, locality, organizationalUnit };
}
