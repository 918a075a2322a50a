import type { ClusterNode } from "../lib/address-plan";
import { apiServerName, type Cluster, drainSeconds, settleSeconds, type Software } from "../lib/cluster";
import type { ClusterConfig } from "../lib/config";
import { acceptedIssuers, issuerOf } from "../lib/identity";
import { loadBalancerNames } from "../lib/partition";
import { type Flags, joinFlags } from "../lib/render/flags";
import { credentialPath } from "../lib/render/unit";
import { yamlLines } from "../lib/render/yaml";
import { authenticationConfiguration, webhookCautions, webhookFile, webhookFiles } from "./parts/api-authentication";
import { encryptionFile, kmsCautions } from "./parts/api-encryption";
import { admissionConfiguration, auditPolicy } from "./parts/api-policies";
import type { Component } from "./component";
import { certificateFile, keyFile, publicFile } from "./parts/files";
import { local, nodePorts, paths, ports } from "../lib/contract/paths";
import { alwaysOn, confinedWithLog, neverGiveUp } from "./parts/sandbox";
import { cipherSuites, tlsMinVersion } from "./parts/tls";
import { kubernetesProgram } from "./parts/kubernetes-program";
import { clusterRole, clusterRoleBinding } from "./parts/rbac";

const name = "kube-apiserver";
const { pki, kubernetes } = paths;
const secret = (file: string) => credentialPath(name, file);

const serving = (node: ClusterNode): Flags => ({
  "advertise-address": node.address,
  "bind-address": "0.0.0.0",
  "secure-port": ports.apiServer,
  "tls-cert-file": `${pki}/apiserver.crt`,
  "tls-private-key-file": secret("apiserver.key"),
  "tls-min-version": tlsMinVersion,
  "tls-cipher-suites": cipherSuites,
});

/** The flag accepts one value, so several issuers are several flags. The first one is that of new tokens. */
function tokenIssuers(config: ClusterConfig): Flags {
  const [issuer, ...others] = acceptedIssuers(config);
  if (others.length === 0) return { "service-account-issuer": issuer! };
  return {
    "service-account-issuer": { each: [issuer!, ...others] },
    "service-account-jwks-uri": issuerOf(config)!.keysUrl,
  };
}

const authentication = ({ config, config: { authentication } }: Cluster): Flags => ({
  "client-ca-file": paths.clusterAuthority,
  "authentication-config": `${kubernetes}/authentication.yaml`,
  ...tokenIssuers(config),
  "service-account-key-file": paths.tokenPublicKeys,
  "service-account-signing-key-file": secret("sa.key"),
  "service-account-extend-token-expiration": false,
  ...(authentication.webhook && {
    "authentication-token-webhook-config-file": secret(webhookFile),
    "authentication-token-webhook-version": "v1",
    "authentication-token-webhook-cache-ttl": `${authentication.webhook.cacheSeconds}s`,
  }),
});

/** Whether every pod start pulls its images. Images from archives are in no registry, so a pull would fail. */
const pullsAlways = ({ config }: Software) => config.artifacts.imageArchives.length === 0;

const imageCautions = (software: Software) =>
  pullsAlways(software)
    ? []
    : [
        "AlwaysPullImages is off, because the images of artifacts.imageArchives are in no registry: every pod can use a private image that its node has",
      ];

const authorizationAndAdmission = (software: Software): Flags => ({
  "authorization-mode": ["Node", "RBAC"],
  "allow-privileged": true,
  "enable-admission-plugins": [
    "NodeRestriction",
    ...(pullsAlways(software) ? ["AlwaysPullImages"] : []),
    "EventRateLimit",
    "DenyServiceExternalIPs",
  ],
  "admission-control-config-file": `${kubernetes}/admission.yaml`,
});

const storage = ({ masters }: Cluster, node: ClusterNode): Flags => ({
  // The etcd member of the same master comes first. The other members serve while it restarts.
  "etcd-servers": [
    `https://${local(ports.etcdClient)}`,
    ...masters.filter(({ name }) => name !== node.name).map((other) => `https://${other.address}:${ports.etcdClient}`),
  ],
  "etcd-cafile": paths.etcdAuthority,
  "etcd-certfile": `${pki}/apiserver-etcd-client.crt`,
  "etcd-keyfile": secret("apiserver-etcd-client.key"),
  "etcd-compaction-interval": "5m",
  "encryption-provider-config": secret("encryption.yaml"),
});

const kubelets: Flags = {
  "kubelet-certificate-authority": paths.clusterAuthority,
  "kubelet-client-certificate": `${pki}/apiserver-kubelet-client.crt`,
  "kubelet-client-key": secret("apiserver-kubelet-client.key"),
  "kubelet-preferred-address-types": ["InternalIP", "Hostname"],
};

const aggregation: Flags = {
  "requestheader-client-ca-file": paths.frontProxyAuthority,
  "requestheader-allowed-names": "front-proxy-client",
  "requestheader-extra-headers-prefix": "X-Remote-Extra-",
  "requestheader-group-headers": "X-Remote-Group",
  "requestheader-username-headers": "X-Remote-User",
  "proxy-client-cert-file": `${pki}/front-proxy-client.crt`,
  "proxy-client-key-file": secret("front-proxy-client.key"),
  // Masters run no kube-proxy, so the API server connects to the endpoints of Services directly.
  "enable-aggregator-routing": true,
};

const services = ({ config }: Cluster): Flags => ({
  "service-cluster-ip-range": config.network.serviceCidr,
  "service-node-port-range": `${nodePorts.from}-${nodePorts.to}`,
});

const audit: Flags = {
  "audit-policy-file": `${kubernetes}/audit-policy.yaml`,
  "audit-log-path": "/var/log/kube-apiserver/audit.log",
  "audit-log-maxage": 30,
  "audit-log-maxbackup": 10,
  "audit-log-maxsize": 100,
};

const behaviour = ({ config }: Cluster): Flags => ({
  profiling: false,
  "request-timeout": "60s",
  // Spreads long-lived connections over the API servers again after one was away. This helps only with several API
  // servers.
  "goaway-chance": 0.001,
  // /readyz fails first, so that the load balancer stops sending requests before the API server stops answering.
  "shutdown-delay-duration": `${drainSeconds(config)}s`,
  "shutdown-send-retry-after": true,
});

/** The maximum duration of a stop in seconds: the delay, the running requests (request-timeout), and a margin. */
const stopSeconds = ({ config }: Software) => drainSeconds(config) + 75;

const secrets = [
  "apiserver.key",
  "sa.key",
  "apiserver-etcd-client.key",
  "apiserver-kubelet-client.key",
  "front-proxy-client.key",
];

/** The API server, one on each master, behind the load balancer. */
export const kubeApiserver: Component = {
  name,
  roles: ["master"],
  artifacts: kubernetesProgram(name),
  ports: () => [
    {
      protocol: "tcp",
      from: ports.apiServer,
      purpose: "Kubernetes API",
      peers: ["masters", "workers", "pods", "loadBalancer"],
    },
  ],
  certificates: ({ masters, config, kubernetesServiceAddress }) => [
    {
      name,
      authority: "kubernetes",
      commonName: name,
      dnsNames: [
        ...masters.flatMap((node) => [node.hostname, node.fqdn]),
        apiServerName(config),
        // The load balancer's name is known only after it is created. A wildcard for all load balancers means that no
        // certificate waits for it (decision 0027).
        loadBalancerNames(config.region),
        "localhost",
        "kubernetes",
        "kubernetes.default",
        "kubernetes.default.svc",
        `kubernetes.default.svc.${config.network.clusterDomain}`,
      ],
      ipAddresses: ["127.0.0.1", kubernetesServiceAddress, ...masters.map((node) => node.address)],
      uses: ["server_auth"],
    },
    {
      name: "apiserver-etcd-client",
      authority: "etcd",
      commonName: "kube-apiserver-etcd-client",
      uses: ["client_auth"],
    },
    {
      name: "apiserver-kubelet-client",
      authority: "kubernetes",
      commonName: "kube-apiserver-kubelet-client",
      uses: ["client_auth"],
    },
    { name: "front-proxy-client", authority: "front-proxy", commonName: "front-proxy-client", uses: ["client_auth"] },
  ],
  files: (cluster, values) => [
    publicFile(paths.clusterAuthority, values.authority("kubernetes")),
    publicFile(paths.frontProxyAuthority, values.authority("front-proxy")),
    certificateFile(`${pki}/apiserver.crt`, name, values),
    keyFile(`${pki}/apiserver.key`, name, values),
    certificateFile(`${pki}/apiserver-etcd-client.crt`, "apiserver-etcd-client", values),
    keyFile(`${pki}/apiserver-etcd-client.key`, "apiserver-etcd-client", values),
    certificateFile(`${pki}/apiserver-kubelet-client.crt`, "apiserver-kubelet-client", values),
    keyFile(`${pki}/apiserver-kubelet-client.key`, "apiserver-kubelet-client", values),
    certificateFile(`${pki}/front-proxy-client.crt`, "front-proxy-client", values),
    keyFile(`${pki}/front-proxy-client.key`, "front-proxy-client", values),
    publicFile(paths.tokenPublicKeys, values.publicKeys("service-account")),
    keyFile(paths.tokenKey, "service-account", values),
    encryptionFile(paths.encryption, cluster, values),
    { path: `${kubernetes}/authentication.yaml`, mode: "0644", lines: yamlLines(authenticationConfiguration(cluster)) },
    ...webhookFiles(cluster),
    { path: `${kubernetes}/admission.yaml`, mode: "0644", lines: yamlLines(admissionConfiguration) },
    { path: `${kubernetes}/audit-policy.yaml`, mode: "0644", lines: yamlLines(auditPolicy) },
  ],
  service: (cluster, node) => ({
    name,
    description: "Kubernetes API server",
    documentation: "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",
    unit: { Wants: "network-online.target", After: ["network-online.target", "etcd.service"], ...neverGiveUp },
    program: `${paths.bin}/${name}`,
    user: name,
    credentials: {
      ...Object.fromEntries(secrets.map((file) => [file, `${pki}/${file}`])),
      "encryption.yaml": paths.encryption,
      ...Object.fromEntries(webhookFiles(cluster).map(({ path }) => [webhookFile, path])),
    },
    flags: joinFlags(
      serving(node),
      authentication(cluster),
      authorizationAndAdmission(cluster),
      storage(cluster, node),
      kubelets,
      aggregation,
      services(cluster),
      audit,
      behaviour(cluster),
    ),
    service: {
      Type: "notify",
      TimeoutStopSec: `${stopSeconds(cluster)}s`,
      TimeoutStartSec: "infinity",
      LogsDirectory: name,
      LogsDirectoryMode: "0700",
      LimitNOFILE: 65536,
      OOMScoreAdjust: -998,
      ...alwaysOn,
    },
    confinement: confinedWithLog,
  }),
  cautions: (software) => [...imageCautions(software), ...webhookCautions(software), ...kmsCautions(software)],
  restartSeconds: (software) => stopSeconds(software) + 60,
  settleSeconds: ({ config }) => settleSeconds(config),
  disruptsApi: true,
  ready: () =>
    `curl --fail --silent --max-time 5 --cacert ${paths.clusterAuthority} https://${local(ports.apiServer)}/readyz`,
  manifests: () => [
    clusterRole("system:kube-apiserver-to-kubelet", [
      {
        apiGroups: [""],
        resources: [
          "nodes/proxy",
          "nodes/stats",
          "nodes/log",
          "nodes/spec",
          "nodes/metrics",
          "nodes/healthz",
          "nodes/configz",
          "nodes/pods",
        ],
        // The kubelet derives the verb from the HTTP method. Its clients only read and post.
        verbs: ["get", "create"],
      },
    ]),
    clusterRoleBinding("system:kube-apiserver", "system:kube-apiserver-to-kubelet", {
      kind: "User",
      name: "kube-apiserver-kubelet-client",
    }),
  ],
};
