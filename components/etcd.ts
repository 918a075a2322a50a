import { releaseUrl } from "../lib/artifacts";
import type { ClusterNode } from "../lib/address-plan";
import type { Cluster } from "../lib/cluster";
import type { Flags } from "../lib/render/flags";
import { credentialPath } from "../lib/render/unit";
import type { Certificate, Component } from "./component";
import { certificateFile, keyFile, publicFile } from "./parts/files";
import { local, paths, ports } from "../lib/contract/paths";
import { alwaysOn, confined, neverGiveUp } from "./parts/sandbox";
import { cipherSuites } from "./parts/tls";

function memberCertificate(purpose: "server" | "peer", node: ClusterNode): Certificate {
  return {
    name: `etcd-${purpose}-${node.name}`,
    authority: "etcd",
    commonName: node.hostname,
    dnsNames: [node.hostname, node.fqdn, "localhost"],
    ipAddresses: [node.address, "127.0.0.1"],
    // The certificate is for server and client: peers connect to each other, and the gateway connects to its own
    // server.
    uses: ["server_auth", "client_auth"],
  };
}

/** The peers' URLs by member name. A new member joins these peers, or founds the cluster with them. */
export function initialCluster(cluster: Cluster): string {
  return cluster.masters.map((node) => `${node.name}=https://${node.address}:${ports.etcdPeer}`).join(",");
}

const flags = (node: ClusterNode): Flags => ({
  name: node.name,
  "data-dir": paths.etcdData,
  "listen-peer-urls": `https://${node.address}:${ports.etcdPeer}`,
  "listen-client-urls": [`https://${node.address}:${ports.etcdClient}`, `https://${local(ports.etcdClient)}`],
  "initial-advertise-peer-urls": `https://${node.address}:${ports.etcdPeer}`,
  "advertise-client-urls": `https://${node.address}:${ports.etcdClient}`,
  "cert-file": `${paths.etcdPki}/server.crt`,
  "key-file": credentialPath("etcd", "server.key"),
  "trusted-ca-file": paths.etcdAuthority,
  "client-cert-auth": true,
  "peer-cert-file": `${paths.etcdPki}/peer.crt`,
  "peer-key-file": credentialPath("etcd", "peer.key"),
  "peer-trusted-ca-file": paths.etcdAuthority,
  "peer-client-cert-auth": true,
  "listen-metrics-urls": `http://${local(ports.etcdMetrics)}`,
  "tls-min-version": "TLS1.2",
  "cipher-suites": cipherSuites,
  "quota-backend-bytes": 4 * 1024 ** 3,
  "auto-compaction-mode": "periodic",
  "auto-compaction-retention": "8h",
  "feature-gates": ["InitialCorruptCheck=true", "CompactHashCheck=true"],
  "corrupt-check-time": "4h",
  "compact-hash-check-time": "1m",
  "max-learners": 1,
});

/** The cluster's database, with one member on each master. */
export const etcd: Component = {
  name: "etcd",
  roles: ["master"],
  artifacts: ({ release, config }) => [
    {
      name: "etcd",
      version: release.etcd,
      url: releaseUrl.etcd(release.etcd, config.architecture),
      install: {
        members: Object.fromEntries(
          ["etcd", "etcdctl", "etcdutl"].map((program) => [
            `etcd-v${release.etcd}-linux-${config.architecture}/${program}`,
            `${paths.bin}/${program}`,
          ]),
        ),
      },
    },
  ],
  ports: () => [
    { protocol: "tcp", from: ports.etcdClient, purpose: "etcd clients: the API servers", peers: ["masters"] },
    { protocol: "tcp", from: ports.etcdPeer, purpose: "etcd peers", peers: ["masters"] },
    { protocol: "tcp", from: ports.etcdMetrics, purpose: "etcd metrics and health, plain HTTP", peers: ["self"] },
  ],
  certificates: ({ masters }) => [
    ...masters.flatMap((node) => [memberCertificate("server", node), memberCertificate("peer", node)]),
    {
      name: "etcd-healthcheck-client",
      authority: "etcd",
      commonName: "kube-etcd-healthcheck-client",
      uses: ["client_auth"],
    },
  ],
  files: (cluster, values) => [
    publicFile(paths.etcdAuthority, values.authority("etcd")),
    certificateFile(`${paths.etcdPki}/healthcheck-client.crt`, "etcd-healthcheck-client", values),
    keyFile(`${paths.etcdPki}/healthcheck-client.key`, "etcd-healthcheck-client", values),
    // etcd reads this file only while a member has no data, so a changed member list does not affect a running member.
    { path: `${paths.etcd}/initial-cluster`, mode: "0644", reloads: true, lines: [initialCluster(cluster)] },
  ],
  nodeFiles: (_cluster, node, values) => [
    // A script reads this file before etcd starts. The machine's id changes only with the machine, and the plan shows
    // that change anyway.
    {
      path: `${paths.etcd}/founding`,
      mode: "0644",
      reloads: true,
      lines: [`machine=${values.instance(node.name)}`, `founders=${values.founders}`],
      shown: [`founders=${values.founders}`],
    },
    certificateFile(`${paths.etcdPki}/server.crt`, `etcd-server-${node.name}`, values),
    keyFile(`${paths.etcdPki}/server.key`, `etcd-server-${node.name}`, values),
    certificateFile(`${paths.etcdPki}/peer.crt`, `etcd-peer-${node.name}`, values),
    keyFile(`${paths.etcdPki}/peer.key`, `etcd-peer-${node.name}`, values),
  ],
  service: ({ config }, node) => ({
    name: "etcd",
    description: "etcd, the database of Kubernetes",
    documentation: "https://etcd.io/docs/",
    unit: {
      Wants: "network-online.target",
      After: "network-online.target",
      // etcd must not start without its volume: it would write below the mount point.
      ...(config.masters.etcdVolumeGiB === undefined ? {} : { Requires: "etcd-volume.service" }),
      ...neverGiveUp,
    },
    program: `${paths.bin}/etcd`,
    user: "etcd",
    credentials: {
      "server.key": `${paths.etcdPki}/server.key`,
      "peer.key": `${paths.etcdPki}/peer.key`,
    },
    flags: flags(node),
    service: {
      // The type is not notify: a member that waits for its quorum would block the step that starts the other members.
      Type: "exec",
      // Decides whether a member without data founds the cluster with the others, or joins it as a learner.
      ExecStartPre: `+${paths.scripts}/etcd-member`,
      EnvironmentFile: `-${paths.etcdEnvironment}`,
      StateDirectory: "etcd",
      StateDirectoryMode: "0700",
      LimitNOFILE: 65536,
      OOMScoreAdjust: -999,
      Nice: -5,
      ...alwaysOn,
    },
    confinement: confined,
  }),
  ready: () => `${paths.scripts}/etcd-ready`,
  disruptsApi: true,
};
