import { renderChecked } from "../../../lab/aws/checked";

test("the counts of requests are shown as sums, and each kind of refusal separately", () => {
  const counts = {
    checked: { "ec2:DescribeVpcs": 3, "ec2:CreateVpc": 2 },
    refused: { "ec2:CreateVpc InvalidVpc.Range": 1 },
    lost: { "ec2:ImportKeyPair": 1 },
  };
  expect(renderChecked(counts).split("\n")).toEqual([
    "requests to AWS: 5 checked, of 2 actions; 1 refused",
    "  1 refused: ec2:CreateVpc InvalidVpc.Range",
    "  1 answers lost: ec2:ImportKeyPair",
  ]);
});

test("a role is shown with the allowed actions that it did not use", () => {
  const roles = {
    "one-reader": {
      used: { "s3:GetObject": 3, "sts:GetCallerIdentity": 1 },
      allowed: ["s3:Get*", "s3:PutObject", "s3:List?"],
    },
    "one-writer": { used: { "S3:putobject": 1 }, allowed: ["s3:PutObject"] },
  };
  expect(renderChecked({ checked: {}, refused: {}, lost: {}, roles }).split("\n").slice(1)).toEqual([
    "  role one-reader: 4 requests, 1 of 3 allowed actions used; unused: s3:PutObject, s3:List?",
    "  role one-writer: 1 requests, 1 of 1 allowed actions used",
  ]);
});
