import { readFileSync } from "node:fs";
import path from "node:path";
import type { PolicyDocument } from "../../lib/iam";
import { actionsByType, operatorPolicy } from "../../lib/operator-policy";
import { addressesOf, clusterFiles, configOf, project, stackOf, stackOfFile } from "../../tools/fixtures/synthesized";

/** What Terraform asked of the emulator while the lab brought one master and two workers up and destroyed them. */
const recorded = JSON.parse(readFileSync(path.join(__dirname, "recorded-actions.json"), "utf8")) as readonly string[];

const typesOf = (addresses: readonly string[]) => [
  ...new Set(addresses.map((address) => /^(data\.)?[^.]+/.exec(address)![0])),
];
const actionsOf = ({ Statement }: PolicyDocument) => Statement.flatMap(({ Action }) => Action);
const policyOf = (text: string) => operatorPolicy(typesOf(addressesOf(stackOf(text))), configOf(text));

test("the policy allows every API call that a run in the lab recorded", () => {
  const example = readFileSync(path.join(project, "examples", "one-master-two-workers.yaml"), "utf8");
  const allowed = actionsOf(policyOf(example));
  expect(recorded.length).toBeGreaterThan(50);
  expect(recorded.filter((action) => !allowed.includes(action))).toEqual([]);
});

test.each(clusterFiles)("groundup knows the actions of every resource type in %s", (file) => {
  const types = typesOf(addressesOf(stackOfFile(file))).filter((type) => /^(data\.)?aws_/.test(type));
  expect(types.filter((type) => !actionsByType[type])).toEqual([]);
});

test("a type without known actions is an error", () => {
  expect(() => operatorPolicy(["aws_s3_object"], configOf(""))).toThrow("no IAM actions are known for aws_s3_object");
});

test("actions are sorted, each once, none of them with a wildcard", () => {
  const actions = policyOf("").Statement[0]!.Action;
  expect(actions).toEqual([...new Set(actions)].sort());
  expect(actions.filter((action) => action.includes("*"))).toEqual([]);
});

test("state in S3 needs its object, its lock and its key, in the partition of its region", () => {
  const s3 = "bucket: states, key: a/b, region: us-gov-west-1, kmsKeyId: mrk-0123456789abcdef0123456789abcdef";
  const { Statement } = policyOf(`{ region: us-gov-west-1, backend: { s3: { ${s3} } } }`);
  const objects = ["arn:aws-us-gov:s3:::states/a/b", "arn:aws-us-gov:s3:::states/a/b.tflock"];
  expect(Statement.find(({ Sid }) => Sid === "State")!.Resource).toEqual(objects);
  expect(Statement.find(({ Sid }) => Sid === "StateKey")!.Condition).toEqual({
    StringEquals: { "kms:ViaService": "s3.us-gov-west-1.amazonaws.com" },
  });
});

test("masters with an instance profile need the right to pass its role", () => {
  const actions = actionsOf(policyOf("masters: { instanceProfile: snapshots }"));
  expect(actions).toContain("iam:PassRole");
  expect(actionsOf(policyOf(""))).not.toContain("iam:PassRole");
});

test.each([
  ["eu-central-1", "ec2.amazonaws.com"],
  ["us-gov-west-1", "ec2.amazonaws.com"],
  ["cn-north-1", ["ec2.amazonaws.com", "ec2.amazonaws.com.cn"]],
])("the policy allows passing a role to EC2 in the partition of %s", (region, service) => {
  const { Statement } = policyOf(`{ region: ${region}, masters: { instanceProfile: snapshots } }`);
  expect(Statement.find(({ Sid }) => Sid === "RoleOfInstanceProfile")!.Condition).toEqual({
    StringEquals: { "iam:PassedToService": service },
  });
});

describe("with an identity for pods", () => {
  const role = "{ name: uploads, namespace: a, serviceAccount: b, policyArns: [arn:aws:iam::aws:policy/X] }";
  const { Statement } = policyOf(`{ name: one, aws: { identity: { bucket: one-oidc, roles: [${role}] } } }`);
  const ofIam = Statement.filter(({ Action }) => Action.some((action) => /^(iam|s3):/.test(action)));

  test("IAM and S3 are limited to the cluster's own names", () => {
    const resources = Object.fromEntries(ofIam.map(({ Sid, Resource }) => [Sid, Resource]));
    expect(resources).toEqual({
      FirstLoadBalancerOfTheAccount: "*",
      Identityiam: [
        "arn:aws:iam::*:role/one-us-east-2-*",
        "arn:aws:iam::*:instance-profile/one-us-east-2-*",
        "arn:aws:iam::*:oidc-provider/one-oidc.s3.us-east-2.amazonaws.com",
      ],
      Identitys3: ["arn:aws:s3:::one-oidc", "arn:aws:s3:::one-oidc/*"],
      InstanceProfile: "*",
      RoleOfInstanceProfile: "arn:aws:iam::*:role/one-us-east-2-masters",
    });
  });

  test("a cluster without identity may do nothing with roles", () => {
    expect(actionsOf(policyOf("")).filter((action) => /^(iam|s3):/.test(action))).toEqual([
      "iam:CreateServiceLinkedRole",
    ]);
  });
});
