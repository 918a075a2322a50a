/** The names of the cluster's CAs. Each CA is trusted only for its own purpose. */
export type AuthorityName = "kubernetes" | "etcd" | "front-proxy";

/** The CAs: the common name, as kubeadm names it, and the key in `certificates.generations` of the cluster file. */
export const authorities = {
  kubernetes: { commonName: "kubernetes-ca", key: "kubernetes" },
  etcd: { commonName: "etcd-ca", key: "etcd" },
  "front-proxy": { commonName: "kubernetes-front-proxy-ca", key: "frontProxy" },
} as const satisfies Record<AuthorityName, object>;

/** The names of all CAs, in display order. */
export const authorityNames = Object.keys(authorities) as readonly AuthorityName[];

/** The common name of a CA. */
export type AuthorityCommonName = (typeof authorities)[AuthorityName]["commonName"];

/** The common names of all CAs. */
export const authorityCommonNames = Object.values(authorities).map(({ commonName }) => commonName);
