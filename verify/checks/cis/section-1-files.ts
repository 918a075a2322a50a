import { paths } from "../../../lib/contract/paths";
import { below, credentialOf, fileRequirements, namedBy, unitOf } from "./look";
import { manual, type Requirement } from "./requirement";

const mostly = { mode: "600" };
const roots = { owner: "root:root" };
const rootsAlone = { ...mostly, ...roots };
const { pki } = paths;

/** Names of files with an administrator's credential. No node may have one. */
const adminFiles = below(paths.kubernetes, /\/(super-)?admin\.conf$/);

/** 1.1: files of masters. Here, units take the place of the benchmark's pod specifications. */
export const controlPlaneFiles: readonly Requirement[] = [
  ...fileRequirements("masters", [
    [["1.1.1", "1.1.2"], "unit of kube-apiserver", unitOf("kube-apiserver"), rootsAlone],
    [["1.1.3", "1.1.4"], "unit of kube-controller-manager", unitOf("kube-controller-manager"), rootsAlone],
    [["1.1.5", "1.1.6"], "unit of kube-scheduler", unitOf("kube-scheduler"), rootsAlone],
    [["1.1.7", "1.1.8"], "unit of etcd", unitOf("etcd"), rootsAlone],
  ]),
  ...fileRequirements("nodes", [
    [
      ["1.1.9", "1.1.10"],
      "files of the container network",
      (node) => [...below(paths.cni, /./)(node), ...below("/var/lib/cni/networks", /./)(node)],
      rootsAlone,
      manual("the host-local plugin creates its lock, an empty file, with mode 750"),
    ],
  ]),
  ...fileRequirements("masters", [
    [["1.1.11", "1.1.12"], "etcd's data", namedBy("etcd", "data-dir"), { mode: "700", owner: "etcd:etcd" }],
    [["1.1.13", "1.1.14"], "administrators' kubeconfigs, if there are any", adminFiles, rootsAlone],
    [["1.1.15", "1.1.16"], "kube-scheduler's kubeconfig", credentialOf("kube-scheduler", "kubeconfig"), rootsAlone],
    [
      ["1.1.17", "1.1.18"],
      "kube-controller-manager's kubeconfig",
      credentialOf("kube-controller-manager", "kubeconfig"),
      rootsAlone,
    ],
  ]),
  ...fileRequirements("nodes", [
    [["1.1.19"], "the PKI's folders and files", below(pki), roots],
    [["1.1.20"], "certificates", below(pki, /\.crt$/), { mode: "644" }, manual()],
    [["1.1.21"], "private keys", below(pki, /\.key$/), mostly, manual()],
  ]),
];
