import { kubernetesVersions } from "../../lib/versions";

const choices = [
  "",
  "certificates: { algorithm: RSA-2048 }\nencryption: { provider: aescbc }\nkubeProxy: { mode: iptables }\n",
];

/** One master and one worker of each Kubernetes version, and with them each choice that a cluster file offers. */
export const variants = kubernetesVersions.map((version, index) => ({
  version,
  clusterFile: `kubernetes: { version: ${version} }\nmasters: { count: 1 }\nworkers: { count: 1 }\n${choices[index % 2]}`,
}));
