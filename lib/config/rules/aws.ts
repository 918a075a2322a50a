import { issuerOf, longestRoleName, ownRoles, roleName } from "../../identity";
import type { Problem } from "../problem";
import type { Rule } from "./rule";

type Check = Rule["check"];

/** The keys that this release does not implement yet. */
const unfinished = ["volumes", "registry"] as const;

const notYet: Check = ({ aws }) =>
  unfinished
    .filter((key) => aws[key])
    .map((key) => ({
      path: `aws.${key}`,
      found: "the key",
      wanted: "no such key: this release of groundup cannot do it yet",
      remedy: "remove the key",
    }));

/** The keys whose pods take IAM roles. */
const withRoles = ["loadBalancers", "volumes"] as const;

const needsIdentity: Check = ({ aws }) =>
  aws.identity
    ? []
    : withRoles
        .filter((key) => aws[key])
        .map((key) => ({
          path: "aws.identity",
          found: `nothing, and aws.${key} is true`,
          wanted: "an identity: the pods of aws." + key + " take an IAM role with it",
          remedy: `add identity: { bucket: NAME } with a name that no other bucket of AWS has, or remove aws.${key}`,
        }));

const bucketOrIssuer: Check = ({ aws: { identity } }) =>
  !identity || identity.bucket !== undefined || identity.issuer !== undefined
    ? []
    : [
        {
          path: "aws.identity.bucket",
          found: "nothing, and no issuer",
          wanted: "the name of a bucket, the URL of an issuer, or both: AWS reads the cluster's public keys there",
          remedy: "set bucket to a name that no other bucket of AWS has",
        },
      ];

const otherIssuer: Check = ({ aws: { identity }, authentication }) => {
  const taken = authentication.jwt.findIndex(({ issuer }) => issuer.url === identity?.issuer);
  if (!identity?.issuer || taken < 0) return [];
  return [
    {
      path: "aws.identity.issuer",
      found: `${identity.issuer}, the issuer of authentication.jwt[${taken}]`,
      wanted: "an issuer of this cluster's own",
      remedy: "use another issuer",
    },
  ];
};

const rolesOnce: Check = ({ aws: { identity } }) =>
  (identity?.roles ?? []).flatMap(({ name }, index, roles) => {
    const own = ownRoles[name];
    if (!own && roles.findIndex((other) => other.name === name) === index) return [];
    const found = own ? `${name}, ${own}` : `${name} a second time`;
    return [{ path: `aws.identity.roles[${index}].name`, found, wanted: "each name once", remedy: "rename the role" }];
  });

const rolesWithRights: Check = ({ aws: { identity } }) =>
  (identity?.roles ?? []).flatMap(({ policyArns, statements }, index) =>
    policyArns.length + statements.length > 0
      ? []
      : [
          {
            path: `aws.identity.roles[${index}]`,
            found: "neither policyArns nor statements",
            wanted: "what the role may do",
            remedy: "add a statement, or remove the role",
          },
        ],
  );

const roleNames: Check = (config) =>
  (config.aws.identity?.roles ?? []).flatMap(({ name }, index): Problem[] => {
    const whole = roleName(config, name);
    if (whole.length <= longestRoleName) return [];
    return [
      {
        path: `aws.identity.roles[${index}].name`,
        found: `${name}: the role's name in IAM would be ${whole}`,
        wanted: `at most ${longestRoleName} characters with the cluster's name and the region`,
        remedy: `shorten it by ${whole.length - longestRoleName}`,
      },
    ];
  });

const mastersMayWrite: Check = (config) => {
  const bucket = issuerOf(config)?.bucket;
  if (!bucket || config.masters.instanceProfile === undefined) return [];
  return [
    {
      path: "masters.instanceProfile",
      found: `${config.masters.instanceProfile}, a role that groundup does not manage`,
      wanted: `s3:PutObject on two objects of the bucket ${bucket.name} in that role: a master writes the issuer's documents`,
      remedy: "add the statement of docs/workloads.md to the role, or remove the key: groundup then makes a role",
    },
  ];
};

/** Rules for what the cluster may do in the account. */
export const awsRules: readonly Rule[] = [
  { reads: ["aws"], check: notYet },
  { reads: ["aws"], check: needsIdentity },
  { reads: ["aws.identity"], check: bucketOrIssuer },
  { reads: ["aws.identity", "authentication.jwt"], check: otherIssuer },
  { reads: ["aws.identity"], check: rolesOnce },
  { reads: ["aws.identity"], check: rolesWithRights },
  { reads: ["aws.identity", "name", "region"], check: roleNames },
];

/** Warnings about rights that groundup cannot see. */
export const awsWarnings: readonly Rule[] = [
  { reads: ["aws.identity", "masters.instanceProfile", "region"], check: mastersMayWrite },
];
