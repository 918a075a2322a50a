import { configRequirements, configuredFile, fileRequirements, flagRequirements, namedBy, unitOf } from "./look";
import { manual, type Requirement } from "./requirement";
import { absent, atLeast, equal, not, onLoopback, present, within } from "./wanted";

const rootsAlone = { mode: "600", owner: "root:root" };

/** The six cipher suites that the benchmark allows for a kubelet; two under their earlier names in Go. */
const kubeletSuites = ["ECDSA", "RSA"].flatMap((key) =>
  ["AES_128_GCM_SHA256", "AES_256_GCM_SHA384", "CHACHA20_POLY1305"].map((cipher) => `TLS_ECDHE_${key}_WITH_${cipher}`),
);

/** 4: running workers. */
export const workerNodes: readonly Requirement[] = [
  ...fileRequirements("workers", [
    [["4.1.1", "4.1.2"], "unit of the kubelet", unitOf("kubelet"), rootsAlone],
    [
      ["4.1.3", "4.1.4"],
      "kube-proxy's kubeconfig",
      configuredFile("kube-proxy", "clientConnection.kubeconfig"),
      rootsAlone,
      manual(),
    ],
    [["4.1.5", "4.1.6"], "the kubelet's kubeconfig", namedBy("kubelet", "kubeconfig"), rootsAlone],
    [
      ["4.1.7", "4.1.8"],
      "the CA of the kubelet's clients",
      configuredFile("kubelet", "authentication.x509.clientCAFile"),
      { mode: "644", owner: "root:root" },
      manual(),
    ],
    [["4.1.9", "4.1.10"], "the kubelet's configuration", namedBy("kubelet", "config"), rootsAlone],
  ]),
  ...configRequirements("kubelet", [
    ["4.2.1", "authentication.anonymous.enabled", equal("false")],
    ["4.2.2", "authorization.mode", equal("Webhook")],
    ["4.2.3", "authentication.x509.clientCAFile", present],
    // The kubelet leaves the port out if it is off.
    ["4.2.4", "readOnlyPort", { says: "is 0", accepts: (value) => value === undefined || value === "0" }, manual()],
    [
      "4.2.5",
      "streamingConnectionIdleTimeout",
      { ...not("0"), accepts: (value) => !/^0s?$/.test(value ?? "") },
      manual(),
    ],
    ["4.2.6", "makeIPTablesUtilChains", equal("true")],
  ]),
  ...flagRequirements("kubelet", "workers", [["4.2.7", "hostname-override", absent, manual()]]),
  ...configRequirements("kubelet", [
    ["4.2.8", "eventRecordQPS", atLeast(1), manual()],
    ["4.2.9", ["tlsCertFile", "tlsPrivateKeyFile"], present, manual()],
    ["4.2.10", "rotateCertificates", equal("true")],
    ["4.2.11", "featureGates.RotateKubeletServerCertificate", not("false"), manual()],
    ["4.2.12", "tlsCipherSuites", within("strong suites", kubeletSuites), manual()],
    ["4.2.13", "podPidsLimit", atLeast(1), manual()],
    ["4.2.14", "seccompDefault", equal("true"), manual()],
  ]),
  ...configRequirements("kube-proxy", [["4.3.1", "metricsBindAddress", onLoopback]]),
];
