import type { ApplyTimeValues } from "../../lib/cluster";

/** A placeholder for an apply-time value: `<certificate kube-apiserver>`. */
export const mark = (kind: string, name: string) => `<${kind} ${name}>`;

/**
 * Apply-time values that are only placeholders. With them, a text can be shown to people, and searched for the
 * credentials that it contains.
 */
export const marks: ApplyTimeValues = {
  loadBalancerName: mark("name", "load balancer"),
  certificate: (name) => mark("certificate", name),
  authority: (name) => mark("authority", name),
  privateKey: (name) => mark("key", name),
  publicKeys: (name) => mark("public keys", name),
  encryptionKey: (name) => mark("encryption key", name),
  instance: (node) => mark("instance", node),
  providerId: (node) => mark("provider id", node),
  network: { vpc: mark("id", "VPC"), subnets: [mark("id", "subnet")], loadBalancerSubnets: [mark("id", "subnet")] },
  founders: mark("instances", "founders"),
  etcdVolume: (node) => mark("volume", node),
  podRole: (name) => mark("role", name),
  base64: (value) => value,
};
