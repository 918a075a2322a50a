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
          wanted: "a host in one of the public subnets: nodes have no public address",
          remedy: "set ssh.bastion (docs/operations.md says how to create a bastion), or remove network.privateNodes",
        },
      ];

const oneKey: Check = ({ ssh: { keyPair, authorizedKey } }) =>
  keyPair && authorizedKey
    ? [
        {
          path: "ssh.authorizedKey",
          found: "a key in user data, together with ssh.keyPair",
          wanted: "one of the two: each sets the key that nodes are created with",
          remedy: "for instances without an EC2 key pair, remove keyPair; otherwise remove authorizedKey",
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
  const remedy = "set it to the path of the private key, or set ssh.agent: true";
  return [{ path, found: "nothing, and ssh.agent is false", wanted, remedy }];
};

/** The names of all nodes, as used in the cluster file. */
const nodeNames = ({ masters, workers }: ClusterConfig) =>
  (
    [
      ["master", masters.count],
      ["worker", workers.count],
    ] as const
  ).flatMap(([role, count]) => Array.from({ length: count }, (_, index) => nodeName({ role, index })));

/** The remedy for an unknown name. A name with the shape of a node's name has a number out of range, so no other node is suggested. */
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

/** Terraform reads `bastion_host_key`, but checks the bastion against the node's `host_key` (internal/communicator/ssh, 1.11). */
const hostKeysBehindBastion: Check = ({ ssh: { bastion, hostKeys } }) =>
  bastion && Object.keys(hostKeys).length > 0
    ? [
        {
          path: "ssh.hostKeys",
          found: "host keys of nodes, and a bastion",
          wanted: "none: Terraform expects the same key from the bastion as from the node behind it",
          remedy:
            "give bastion and nodes host certificates of one ssh.hostCertificateAuthority, or remove ssh.hostKeys",
        },
      ]
    : [];

const uncheckedNodes: Check = (config) => {
  const { hostKeys, hostCertificateAuthority } = config.ssh;
  const unchecked = nodeNames(config).filter((name) => !(name in hostKeys));
  if (Object.keys(hostKeys).length === 0 || hostCertificateAuthority || unchecked.length === 0) return [];
  const wanted = "a key for every node: Terraform accepts any host at the address of a node without one";
  const remedy = "add their keys once they have booted (docs/security.md says where to find them)";
  return [{ path: "ssh.hostKeys", found: `none for ${unchecked.join(", ")}`, wanted, remedy }];
};

/** Rules across the keys of `ssh` and the nodes. */
export const sshRules: readonly Rule[] = [
  { reads: ["network.privateNodes", "ssh.bastion"], check: wayToPrivateNodes },
  { reads: ["ssh.keyPair", "ssh.authorizedKey"], check: oneKey },
  { reads: ["ssh.authorizedKey", "ssh.agent"], check: authorizedKeyAtHand },
  { reads: ["masters.count", "workers.count", "ssh.hostKeys"], check: hostKeysOfNodes },
  { reads: ["ssh.bastion", "ssh.hostKeys"], check: hostKeysBehindBastion },
];

/** Warnings about nodes whose host keys are not checked. */
export const sshWarnings: readonly Rule[] = [
  { reads: ["masters.count", "workers.count", "ssh.hostKeys", "ssh.hostCertificateAuthority"], check: uncheckedNodes },
];
