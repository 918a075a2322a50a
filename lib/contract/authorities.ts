/** The authorities that sign: each is trusted only for its own purpose. */
export type AuthorityName = "kubernetes" | "etcd" | "front-proxy";

/** Common name of each authority, as kubeadm names it, and its key among the cluster file's generations. */
export const authorities = {
  kubernetes: { commonName: "kubernetes-ca", key: "kubernetes" },
  etcd: { commonName: "etcd-ca", key: "etcd" },
  "front-proxy": { commonName: "kubernetes-front-proxy-ca", key: "frontProxy" },
} as const satisfies Record<AuthorityName, object>;

/** Every authority, in the order in which people are shown them. */
export const authorityNames = Object.keys(authorities) as readonly AuthorityName[];

/** The common name of an authority. */
export type AuthorityCommonName = (typeof authorities)[AuthorityName]["commonName"];

/** The common names of all authorities. */
export const authorityCommonNames = Object.values(authorities).map(({ commonName }) => commonName);
