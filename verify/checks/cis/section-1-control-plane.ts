import { parse } from "yaml";
import { flagOf, flagRequirements } from "./look";
import type { NodeEvidence } from "./node-evidence";
import { type Finding, manual, type Requirement } from "./requirement";
import { absent, atLeast, equal, excluding, including, not, onLoopback, present, within } from "./wanted";

/** The benchmark's strong cipher suites for TLS 1.2 and 1.3 with authenticated encryption, by their IANA names. */
const strongSuites = ["ECDSA", "RSA"]
  .flatMap((key) => ["AES_128_GCM_SHA256", "AES_256_GCM_SHA384"].map((cipher) => `TLS_ECDHE_${key}_WITH_${cipher}`))
  .concat(["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"]);

const sealing = ["secretbox", "aescbc", "kms"];

interface EncryptionConfiguration {
  readonly resources: readonly { readonly resources: readonly string[]; readonly providers: readonly object[] }[];
}

/** The provider that encrypts secrets: the first one of their rule. */
export function findSealing(node: NodeEvidence): Finding[] {
  const file = flagOf(node, "kube-apiserver", "encryption-provider-config");
  const { resources } = (parse(node.texts[file ?? ""] ?? "") ?? { resources: [] }) as EncryptionConfiguration;
  const rule = resources.find((one) => one.resources.includes("secrets"));
  const provider = Object.keys(rule?.providers[0] ?? {})[0] ?? "nothing";
  const seen = `secrets are sealed with ${provider}`;
  return [{ seen, problem: sealing.includes(provider) ? undefined : `${seen}; wanted: ${sealing.join(", ")}` }];
}

/** 1.2: the running API server. */
const apiServer: readonly Requirement[] = [
  ...flagRequirements("kube-apiserver", "masters", [
    [
      "1.2.1",
      "anonymous-auth",
      equal("false"),
      manual(
        "anonymous requests reach only the health paths, which the load balancer checks (AuthenticationConfiguration)",
      ),
    ],
    ["1.2.2", "token-auth-file", absent],
    ["1.2.3", "enable-admission-plugins", including("DenyServiceExternalIPs"), manual()],
    ["1.2.4", ["kubelet-client-certificate", "kubelet-client-key"], present],
    ["1.2.5", "kubelet-certificate-authority", present],
    ["1.2.6", "authorization-mode", excluding("AlwaysAllow")],
    ["1.2.7", "authorization-mode", including("Node")],
    ["1.2.8", "authorization-mode", including("RBAC")],
    ["1.2.9", "enable-admission-plugins", including("EventRateLimit"), manual()],
    ["1.2.10", "enable-admission-plugins", excluding("AlwaysAdmit")],
    [
      "1.2.11",
      "enable-admission-plugins",
      including("AlwaysPullImages"),
      manual("off if the cluster file has artifacts.imageArchives: these images are in no registry"),
    ],
    ["1.2.12", "disable-admission-plugins", excluding("ServiceAccount")],
    ["1.2.13", "disable-admission-plugins", excluding("NamespaceLifecycle")],
    ["1.2.14", "enable-admission-plugins", including("NodeRestriction")],
    ["1.2.15", "profiling", equal("false")],
    ["1.2.16", "audit-log-path", present],
    ["1.2.17", "audit-log-maxage", atLeast(30)],
    ["1.2.18", "audit-log-maxbackup", atLeast(10)],
    ["1.2.19", "audit-log-maxsize", atLeast(100)],
    ["1.2.20", "request-timeout", present, manual()],
    ["1.2.21", "service-account-lookup", not("false")],
    ["1.2.22", "service-account-key-file", present],
    ["1.2.23", ["etcd-certfile", "etcd-keyfile"], present],
    ["1.2.24", ["tls-cert-file", "tls-private-key-file"], present],
    ["1.2.25", "client-ca-file", present],
    ["1.2.26", "etcd-cafile", present],
    ["1.2.27", "encryption-provider-config", present, manual()],
  ]),
  {
    ids: ["1.2.28"],
    text: `kube-apiserver: secrets are sealed with one of ${sealing.join(", ")}`,
    ...manual(),
    look: { on: "masters", find: findSealing },
  },
  ...flagRequirements("kube-apiserver", "masters", [
    ["1.2.29", "tls-cipher-suites", within("strong suites", strongSuites), manual()],
    ["1.2.30", "service-account-extend-token-expiration", equal("false")],
  ]),
];

/** 1.2 to 1.4: the running programs of the control plane. */
export const controlPlanePrograms: readonly Requirement[] = [
  ...apiServer,
  ...flagRequirements("kube-controller-manager", "masters", [
    ["1.3.1", "terminated-pod-gc-threshold", present, manual()],
    ["1.3.2", "profiling", equal("false")],
    ["1.3.3", "use-service-account-credentials", equal("true")],
    ["1.3.4", "service-account-private-key-file", present],
    ["1.3.5", "root-ca-file", present],
    ["1.3.6", "feature-gates", excluding("RotateKubeletServerCertificate=false")],
    ["1.3.7", "bind-address", onLoopback],
  ]),
  ...flagRequirements("kube-scheduler", "masters", [
    ["1.4.1", "profiling", equal("false")],
    ["1.4.2", "bind-address", onLoopback],
  ]),
];
