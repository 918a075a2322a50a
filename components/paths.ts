/** Where things lie on a node: the names that units, scripts and docs share. */
export const paths = {
  bin: "/usr/local/bin",
  /** Certificates and keys of Kubernetes. */
  pki: "/etc/kubernetes/pki",
  /** Configuration and kubeconfigs of Kubernetes. */
  kubernetes: "/etc/kubernetes",
  /** Certificates and keys of etcd, and of its clients. */
  etcdPki: "/etc/kubernetes/pki/etcd",
  clusterAuthority: "/etc/kubernetes/pki/ca.crt",
  etcdAuthority: "/etc/kubernetes/pki/etcd/ca.crt",
  frontProxyAuthority: "/etc/kubernetes/pki/front-proxy-ca.crt",
  /** Groundup's own scripts. */
  scripts: "/usr/local/lib/groundup",
} as const;
