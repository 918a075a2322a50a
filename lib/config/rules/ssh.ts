import { nodeName, parseNodeName } from "../../contract/node-name";
import { renderPath } from "../problem";
import type { ClusterConfig } from "../resolve";
import { nearest } from "../suggest";
import type { Rule } from "./rule";

type Check = Rule["check"];

const wayToPrivateNodes: Check = ({ network, ssh }) =>
  !network.privateNodes || ssh.bastion
    ? []
    : [
        {
          path: "ssh.bastion",
          found: "nothing, and network.privateNodes is true",
          wanted: "a host in one of the public subnets: nodes have no address that the internet knows",
          remedy: "name it (docs/operations.md says how it gets there), or remove network.privateNodes",
        },
      ];

const oneKey: Check = ({ ssh: { keyPair, authorizedKey } }) =>
  keyPair && authorizedKey
    ? [
        {
          path: "ssh.authorizedKey",
          found: "a key in user data, beside ssh.keyPair",
          wanted: "one of the two: both are the key that nodes are made with",
          remedy: "remove keyPair for instances without an EC2 key pair, or else authorizedKey",
        },
      ]
    : [];

const authorizedKeyAtHand: Check = ({ ssh: { authorizedKey, agent } }) => {
  if (!authorizedKey) return [];
  const { publicKey, privateKeyFile } = authorizedKey;
  const path = "ssh.authorizedKey.privateKeyFile";
  if (publicKey === "generated") {
    const wanted = "nothing: the private half of a generated key is in Terraform's state";
    return privateKeyFile === undefined ? [] : [{ path, found: privateKeyFile, wanted, remedy: "remove it" }];
  }
  if (privateKeyFile !== undefined || agent) return [];
  const wanted = "a way for Terraform to log in with the key";
  const remedy = "name the private key's file, or set ssh.agent: true";
  return [{ path, found: "nothing, and ssh.agent is false", wanted, remedy }];
};

/** The names of all nodes, as the cluster file uses them. */
const nodeNames = ({ masters, workers }: ClusterConfig) =>
  (
    [
      ["master", masters.count],
      ["worker", workers.count],
    ] as const
  ).flatMap(([role, count]) => Array.from({ length: count }, (_, index) => nodeName({ role, index })));

/** Of a name that is spelt like a node's the number is out of range: no other node is meant. */
function rightName(name: string, names: readonly string[]): string {
  const meant = parseNodeName(name) ? undefined : nearest(name, names);
  return meant ? `write ${meant}` : "remove it";
}

const hostKeysOfNodes: Check = (config) => {
  const names = nodeNames(config);
  return Object.keys(config.ssh.hostKeys)
    .filter((name) => !names.includes(name))
    .map((name) => ({
      path: renderPath(["ssh", "hostKeys", name]),
      found: "a node that the cluster does not have",
      wanted: `one of ${names.length > 8 ? `${names.slice(0, 8).join(", ")} ...` : names.join(", ")}`,
      remedy: rightName(name, names),
    }));
};

/** Terraform reads `bastion_host_key` and then holds the bastion to the node's `host_key` (internal/communicator/ssh, 1.11). */
const hostKeysBehindBastion: Check = ({ ssh: { bastion, hostKeys } }) =>
  bastion && Object.keys(hostKeys).length > 0
    ? [
        {
          path: "ssh.hostKeys",
          found: "keys of nodes, and a bastion before them",
          wanted: "none: Terraform holds the bastion to the same key as the node behind it",
          remedy:
            "give bastion and nodes host certificates of one ssh.hostCertificateAuthority, or remove ssh.hostKeys",
        },
      ]
    : [];

const uncheckedNodes: Check = (config) => {
  const { hostKeys, hostCertificateAuthority } = config.ssh;
  const unchecked = nodeNames(config).filter((name) => !(name in hostKeys));
  if (Object.keys(hostKeys).length === 0 || hostCertificateAuthority || unchecked.length === 0) return [];
  const wanted = "a key for every node: those without one are whoever answers at their address";
  const remedy = "add their keys once they have booted (docs/security.md says whence)";
  return [{ path: "ssh.hostKeys", found: `none for ${unchecked.join(", ")}`, wanted, remedy }];
};

/** What the keys of `ssh` must agree on with each other and with the nodes. */
export const sshRules: readonly Rule[] = [
  { reads: ["network.privateNodes", "ssh.bastion"], check: wayToPrivateNodes },
  { reads: ["ssh.keyPair", "ssh.authorizedKey"], check: oneKey },
  { reads: ["ssh.authorizedKey", "ssh.agent"], check: authorizedKeyAtHand },
  { reads: ["masters.count", "workers.count", "ssh.hostKeys"], check: hostKeysOfNodes },
  { reads: ["ssh.bastion", "ssh.hostKeys"], check: hostKeysBehindBastion },
];

/** What can be built, and leaves something unchecked. */
export const sshWarnings: readonly Rule[] = [
  { reads: ["masters.count", "workers.count", "ssh.hostKeys", "ssh.hostCertificateAuthority"], check: uncheckedNodes },
];
