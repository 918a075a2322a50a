import type { ApplyTimeValues } from "../lib/cluster";

/** What stands for a value that only an apply knows: `<certificate kube-apiserver>`. */
export const mark = (kind: string, name: string) => `<${kind} ${name}>`;

/** Marks in place of names and PEMs, so that a text can be shown to people, or asked whose it holds. */
export const marks: ApplyTimeValues = {
  loadBalancerName: mark("name", "load balancer"),
  certificate: (name) => mark("certificate", name),
  authority: (name) => mark("authority", name),
  privateKey: (name) => mark("key", name),
  publicKeys: (name) => mark("public keys", name),
  encryptionKey: (name) => mark("encryption key", name),
  instance: (node) => mark("instance", node),
  founders: mark("instances", "founders"),
  etcdVolume: (node) => mark("volume", node),
  base64: (value) => value,
};
