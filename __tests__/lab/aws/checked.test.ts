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
