import type { Rule } from "./rule";

type Check = Rule["check"];

const someoneReaches: Check = ({ operatorCidrs, ssh }) => {
  if (operatorCidrs?.length !== 0 || ssh.bastion) return [];
  const remedy = "add your own address, or remove the key and answer the Terraform variable";
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
          remedy: "name the private key's file, or set ssh.agent: true",
        },
      ];

const lifetimes: Check = ({ certificates }) => {
  const { renewBeforeHours, validityHours, authorityValidityHours } = certificates;
  const early = {
    path: "certificates.renewBeforeHours",
    found: String(renewBeforeHours),
    wanted: `less than validityHours ${validityHours}: else every apply renews everything`,
    remedy: `use for instance ${Math.max(1, Math.floor(validityHours / 12))}`,
  };
  const long = {
    path: "certificates.validityHours",
    found: String(validityHours),
    wanted: `at most authorityValidityHours ${authorityValidityHours}: a certificate ends with its authority`,
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
          remedy: "remove encrypt, or else kmsKeyId",
        },
      ];

const openToAll: Check = ({ operatorCidrs = [] }) =>
  operatorCidrs.flatMap((cidr, index) =>
    cidr === "0.0.0.0/0"
      ? {
          path: `operatorCidrs[${index}]`,
          found: "0.0.0.0/0, the whole internet",
          wanted: "the ranges that operators come from: SSH and the API are open to these",
          remedy: "write your own address with /32 behind it",
        }
      : [],
  );

/** What keys of access, secrets and lifetimes must agree on. */
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

/** What can be built, and is probably not meant. */
export const accessWarnings: readonly Rule[] = [{ reads: ["operatorCidrs"], check: openToAll }];
