import { releaseUrl } from "../lib/artifacts";
import type { Cluster } from "../lib/cluster";
import { credentialPath } from "../lib/render/unit";
import type { Component, Manifest } from "./component";
import { certificateFile, keyFile } from "./files";
import { workerKubeconfig } from "./kubeconfigs";
import { paths } from "./paths";
import { alwaysOn, neverGiveUp, sandbox } from "./sandbox";

const name = "kube-router";
const user = `groundup:${name}`;
const { pki, kubernetes, bin } = paths;
const healthPort = 20244;

/** The packet filter's table that kube-router keeps (its pkg/controllers/netpol). */
export const policyTable = "kube-router-filter-ipv4";

const apiGroup = "rbac.authorization.k8s.io";

/** What it reads of the API; it writes nothing. Services and their endpoints it waits for without using them. */
const rbac: Manifest[] = [
  {
    apiVersion: `${apiGroup}/v1`,
    kind: "ClusterRole",
    metadata: { name: user },
    rules: [
      { apiGroups: [""], resources: ["namespaces", "pods", "services"], verbs: ["list", "watch"] },
      { apiGroups: [""], resources: ["nodes"], verbs: ["get", "list", "watch"] },
      { apiGroups: ["networking.k8s.io"], resources: ["networkpolicies"], verbs: ["list", "watch"] },
      { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
    ],
  },
  {
    apiVersion: `${apiGroup}/v1`,
    kind: "ClusterRoleBinding",
    metadata: { name: user },
    roleRef: { apiGroup, kind: "ClusterRole", name: user },
    subjects: [{ apiGroup, kind: "User", name: user }],
  },
];

/** Its firewall alone: routes are the VPC's and Services are kube-proxy's. */
const flags = ({ config }: Cluster) => ({
  kubeconfig: credentialPath(name, "kubeconfig"),
  "run-firewall": true,
  "run-router": false,
  "run-service-proxy": false,
  "enable-cni": false,
  "use-nftables-for-netpol": true,
  "service-cluster-ip-range": config.network.serviceCidr,
  "health-addr": "127.0.0.1",
  "health-port": healthPort,
  "metrics-port": 0,
});

/** NetworkPolicy enforced on workers, where the cluster file asks for it (decision 0015). */
export const kubeRouter: Component = {
  name,
  roles: ["worker"],
  chosen: ({ config }) => config.networkPolicy.provider === name,
  artifacts: ({ release, config }) => [
    {
      name,
      url: releaseUrl.kubeRouter(release.kubeRouter, config.architecture),
      install: { members: { [name]: `${bin}/${name}` } },
    },
  ],
  cautions: () => [
    "kube-router enforces NetworkPolicy by a backend that its makers call experimental; a new pod is open until its rules are laid, a moment after its start",
  ],
  ports: () => [{ protocol: "tcp", from: healthPort, purpose: "kube-router: health", peers: ["self"] }],
  certificates: () => [{ name, authority: "kubernetes", commonName: user, uses: ["client_auth"] }],
  files: (cluster, values) => [
    certificateFile(`${pki}/kube-router.crt`, name, values),
    keyFile(`${pki}/kube-router.key`, name, values),
    workerKubeconfig({
      cluster,
      values,
      path: `${kubernetes}/kube-router.conf`,
      user,
      certificate: name,
      service: name,
    }),
  ],
  service: (cluster) => ({
    name,
    description: "NetworkPolicy enforcement by kube-router",
    documentation: "https://www.kube-router.io/docs/",
    unit: { Wants: "network-online.target", After: ["network-online.target", "kubelet.service"], ...neverGiveUp },
    program: `${bin}/${name}`,
    user: name,
    credentials: { kubeconfig: `${kubernetes}/kube-router.conf`, "kube-router.key": `${pki}/kube-router.key` },
    flags: flags(cluster),
    service: {
      Type: "exec",
      OOMScoreAdjust: -999,
      ...alwaysOn,
      ...sandbox,
      // What changing the packet filter needs.
      CapabilityBoundingSet: "CAP_NET_ADMIN",
      AmbientCapabilities: "CAP_NET_ADMIN",
      RestrictAddressFamilies: "AF_INET AF_INET6 AF_UNIX AF_NETLINK",
    },
  }),
  // Its health says that it has read the API; the rule at the end of the chain, that it has laid the policies down.
  ready: () =>
    `curl --fail --silent --max-time 5 http://127.0.0.1:${healthPort}/healthz && ` +
    `nft list chain ip ${policyTable} KUBE-ROUTER-FORWARD | grep --quiet KUBE-NWPLCY-TAIL`,
  manifests: () => rbac,
};
