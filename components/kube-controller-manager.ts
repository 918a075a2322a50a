import type { Cluster } from "../lib/cluster";
import type { Flags } from "../lib/render/flags";
import { credentialPath } from "../lib/render/unit";
import type { Component } from "./component";
import { certificateFile, keyFile, publicFile } from "./parts/files";
import { localKubeconfig } from "./parts/kubeconfigs";
import { local, paths, ports } from "../lib/contract/paths";
import { alwaysOn, confinedToLoopback, neverGiveUp } from "./parts/sandbox";
import { cipherSuites, tlsMinVersion } from "./parts/tls";
import { kubernetesProgram } from "./parts/kubernetes-program";

const name = "kube-controller-manager";
const { pki, kubernetes } = paths;
const secret = (file: string) => credentialPath(name, file);

const flags = ({ config }: Cluster): Flags => ({
  "bind-address": "127.0.0.1",
  kubeconfig: secret("kubeconfig"),
  "authentication-kubeconfig": secret("kubeconfig"),
  "authorization-kubeconfig": secret("kubeconfig"),
  "client-ca-file": paths.clusterAuthority,
  "requestheader-client-ca-file": paths.frontProxyAuthority,
  "root-ca-file": paths.clusterAuthority,
  // The address plan fixes the pod range of each worker, so that routes and nodes agree. The controller must not
  // allocate ranges.
  "allocate-node-cidrs": false,
  "cluster-cidr": config.network.podCidr,
  "service-cluster-ip-range": config.network.serviceCidr,
  "cluster-name": config.name,
  "cluster-signing-cert-file": `${pki}/signing-ca.crt`,
  "cluster-signing-key-file": secret("ca.key"),
  "cluster-signing-duration": "720h",
  "service-account-private-key-file": secret("sa.key"),
  "use-service-account-credentials": true,
  "leader-elect": true,
  "terminated-pod-gc-threshold": 1000,
  profiling: false,
  "tls-min-version": tlsMinVersion,
  "tls-cipher-suites": cipherSuites,
});

/**
 * The controller manager. One runs on each master, and one of them leads. It uses the API server of its own master,
 * never the load balancer.
 */
export const kubeControllerManager: Component = {
  name,
  roles: ["master"],
  artifacts: kubernetesProgram(name),
  ports: () => [
    {
      protocol: "tcp",
      from: ports.controllerManager,
      purpose: "controller manager: health and metrics",
      peers: ["self"],
    },
  ],
  certificates: () => [
    {
      name,
      authority: "kubernetes",
      commonName: "system:kube-controller-manager",
      organization: "system:kube-controller-manager",
      uses: ["client_auth"],
    },
  ],
  files: (cluster, values) => [
    publicFile(paths.clusterAuthority, values.authority("kubernetes")),
    publicFile(paths.frontProxyAuthority, values.authority("front-proxy")),
    // The signer accepts a single CA certificate, so it has a file of its own. Other files can contain several
    // generations.
    publicFile(`${pki}/signing-ca.crt`, values.certificate("kubernetes")),
    certificateFile(`${pki}/controller-manager.crt`, name, values),
    keyFile(`${pki}/controller-manager.key`, name, values),
    keyFile(`${pki}/ca.key`, "kubernetes", values),
    localKubeconfig({
      cluster,
      path: `${kubernetes}/controller-manager.conf`,
      user: "system:kube-controller-manager",
      service: name,
      certificate: "controller-manager",
    }),
  ],
  service: (cluster) => ({
    name,
    description: "Kubernetes controller manager",
    documentation: "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/",
    unit: { After: "kube-apiserver.service", ...neverGiveUp },
    program: `${paths.bin}/${name}`,
    user: name,
    credentials: {
      kubeconfig: `${kubernetes}/controller-manager.conf`,
      "controller-manager.key": `${pki}/controller-manager.key`,
      "ca.key": `${pki}/ca.key`,
      "sa.key": `${pki}/sa.key`,
    },
    flags: flags(cluster),
    service: { Type: "exec", LimitNOFILE: 65536, ...alwaysOn },
    confinement: confinedToLoopback,
  }),
  ready: () => `curl --fail --silent --insecure --max-time 5 https://${local(ports.controllerManager)}/healthz`,
};
