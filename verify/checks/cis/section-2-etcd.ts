import { flagOf, flagRequirements } from "./look";
import type { NodeEvidence } from "./node-evidence";
import { type Finding, manual, type Requirement } from "./requirement";
import { equal, not, present } from "./wanted";

/** etcd must trust a CA of its own: a client certificate of the API server's CA must not connect. */
export function findOwnAuthority(node: NodeEvidence): Finding[] {
  const of = (program: string, flag: string) => node.texts[flagOf(node, program, flag) ?? ""];
  const [etcd, cluster] = [of("etcd", "trusted-ca-file"), of("kube-apiserver", "client-ca-file")];
  const seen = `etcd trusts ${etcd?.split("\n")[0] ?? "no known CA"}`;
  return [{ seen, problem: etcd && etcd !== cluster ? undefined : `${seen}; wanted: a CA of its own` }];
}

/** 2: the running etcd. */
export const etcdProgram: readonly Requirement[] = [
  ...flagRequirements("etcd", "masters", [
    ["2.1", ["cert-file", "key-file"], present],
    ["2.2", "client-cert-auth", equal("true")],
    ["2.3", "auto-tls", not("true")],
    ["2.4", ["peer-cert-file", "peer-key-file"], present],
    ["2.5", "peer-client-cert-auth", equal("true")],
    ["2.6", "peer-auto-tls", not("true")],
  ]),
  {
    ids: ["2.7"],
    text: "etcd: a CA of its own",
    ...manual(),
    look: { on: "masters", find: findOwnAuthority },
  },
];
