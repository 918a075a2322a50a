import type { Rule } from "./rule";

type Check = Rule["check"];

const someoneReaches: Check = ({ operatorCidrs, ssh }) => {
  if (operatorCidrs?.length !== 0 || ssh.bastion) return [];
  const remedy = "add your own address, or remove the key and set the Terraform variable";
  return [{ path: "operatorCidrs", found: "an empty list", wanted: "at least one range, or a bastion", remedy }];
};

const rangesOnce: Check = ({ operatorCidrs = [] }) =>
  operatorCidrs.flatMap((cidr, index) =>
    operatorCidrs.indexOf(cidr) === index
      ? []
      : {
          path: `operatorCidrs[${index}]`,
          found: `${cidr} a second time`,
          // AWS refuses a security-group rule that exists (InvalidPermission.Duplicate).
          wanted: "each range once",
          remedy: "remove it",
        },
  );

const keyAtHand: Check = ({ ssh }) =>
  !ssh.keyPair || ssh.keyPair.privateKeyFile || ssh.agent
    ? []
    : [
        {
          path: "ssh.keyPair.privateKeyFile",
          found: "nothing, and ssh.agent is false",
          wanted: "a way for Terraform to log in with the key pair",
          remedy: "set it to the path of the private key, or set ssh.agent: true",
        },
      ];

const lifetimes: Check = ({ certificates }) => {
  const { renewBeforeHours, validityHours, authorityValidityHours } = certificates;
  const early = {
    path: "certificates.renewBeforeHours",
    found: String(renewBeforeHours),
    wanted: `less than validityHours ${validityHours}: otherwise every apply renews every certificate`,
    remedy: `use, for example, ${Math.max(1, Math.floor(validityHours / 12))}`,
  };
  const long = {
    path: "certificates.validityHours",
    found: String(validityHours),
    wanted: `at most authorityValidityHours ${authorityValidityHours}: a certificate must not outlive its CA`,
    remedy: "shorten it, or lengthen authorityValidityHours",
  };
  return [
    ...(renewBeforeHours < validityHours ? [] : [early]),
    ...(validityHours <= authorityValidityHours ? [] : [long]),
  ];
};

const kmsEncrypts: Check = ({ backend: { s3 } }) =>
  s3?.kmsKeyId === undefined || s3.encrypt
    ? []
    : [
        {
          path: "backend.s3.encrypt",
          found: "false, with a kmsKeyId",
          wanted: "true: the state holds every key of the cluster",
          remedy: "remove encrypt or kmsKeyId",
        },
      ];

const openToAll: Check = ({ operatorCidrs = [] }) =>
  operatorCidrs.flatMap((cidr, index) =>
    cidr === "0.0.0.0/0"
      ? {
          path: `operatorCidrs[${index}]`,
          found: "0.0.0.0/0, the whole internet",
          wanted: "the ranges that operators connect from: SSH and the API are open to all of them",
          remedy: "use your own address followed by /32",
        }
      : [],
  );

/** Rules across the keys for access, secrets and certificate lifetimes. */
export const accessRules: readonly Rule[] = [
  { reads: ["operatorCidrs", "ssh.bastion"], check: someoneReaches },
  { reads: ["operatorCidrs"], check: rangesOnce },
  { reads: ["ssh.keyPair", "ssh.agent"], check: keyAtHand },
  {
    reads: ["certificates.renewBeforeHours", "certificates.validityHours", "certificates.authorityValidityHours"],
    check: lifetimes,
  },
  { reads: ["backend.s3"], check: kmsEncrypts },
];

/** Warnings about access that is valid but probably not intended. */
export const accessWarnings: readonly Rule[] = [{ reads: ["operatorCidrs"], check: openToAll }];
