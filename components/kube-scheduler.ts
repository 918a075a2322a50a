import { credentialPath } from "../lib/render/unit";
import { yamlLines } from "../lib/render/yaml";
import type { Component } from "./component";
import { certificateFile, keyFile, publicFile } from "./parts/files";
import { localKubeconfig } from "./parts/kubeconfigs";
import { local, paths, ports } from "../lib/contract/paths";
import { alwaysOn, confinedToLoopback, neverGiveUp } from "./parts/sandbox";
import { cipherSuites, tlsMinVersion } from "./parts/tls";
import { kubernetesProgram } from "./parts/kubernetes-program";

const name = "kube-scheduler";
const { pki, kubernetes } = paths;
const kubeconfig = credentialPath(name, "kubeconfig");

const configuration = {
  apiVersion: "kubescheduler.config.k8s.io/v1",
  kind: "KubeSchedulerConfiguration",
  clientConnection: { kubeconfig },
  leaderElection: { leaderElect: true },
  enableProfiling: false,
};

/** The scheduler. One runs on each master, and one of them leads. It uses the API server of its own master. */
export const kubeScheduler: Component = {
  name,
  roles: ["master"],
  artifacts: kubernetesProgram(name),
  ports: () => [{ protocol: "tcp", from: ports.scheduler, purpose: "scheduler: health and metrics", peers: ["self"] }],
  certificates: () => [
    {
      name,
      authority: "kubernetes",
      commonName: "system:kube-scheduler",
      organization: "system:kube-scheduler",
      uses: ["client_auth"],
    },
  ],
  files: (cluster, values) => [
    publicFile(paths.clusterAuthority, values.authority("kubernetes")),
    certificateFile(`${pki}/scheduler.crt`, name, values),
    keyFile(`${pki}/scheduler.key`, name, values),
    localKubeconfig({
      cluster,
      path: `${kubernetes}/scheduler.conf`,
      user: "system:kube-scheduler",
      service: name,
      certificate: "scheduler",
    }),
    { path: `${kubernetes}/scheduler.yaml`, mode: "0644", lines: yamlLines(configuration) },
  ],
  service: () => ({
    name,
    description: "Kubernetes scheduler",
    documentation: "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-scheduler/",
    unit: { After: "kube-apiserver.service", ...neverGiveUp },
    program: `${paths.bin}/${name}`,
    user: name,
    credentials: {
      kubeconfig: `${kubernetes}/scheduler.conf`,
      "scheduler.key": `${pki}/scheduler.key`,
    },
    flags: {
      config: `${kubernetes}/scheduler.yaml`,
      "authentication-kubeconfig": kubeconfig,
      "authorization-kubeconfig": kubeconfig,
      "bind-address": "127.0.0.1",
      // The configuration file sets this too, but kube-bench reads the command line.
      profiling: false,
      "tls-min-version": tlsMinVersion,
      "tls-cipher-suites": cipherSuites,
    },
    service: { Type: "exec", LimitNOFILE: 65536, ...alwaysOn },
    confinement: confinedToLoopback,
  }),
  ready: () => `curl --fail --silent --insecure --max-time 5 https://${local(ports.scheduler)}/healthz`,
};
