import type { AuthorityName } from "./component";

/** Common name of each authority, as kubeadm names it, and its key among the cluster file's generations. */
export const authorities = {
  kubernetes: { commonName: "kubernetes-ca", key: "kubernetes" },
  etcd: { commonName: "etcd-ca", key: "etcd" },
  "front-proxy": { commonName: "kubernetes-front-proxy-ca", key: "frontProxy" },
} as const satisfies Record<AuthorityName, object>;

/** Every authority, in the order in which people are shown them. */
export const authorityNames = Object.keys(authorities) as readonly AuthorityName[];
