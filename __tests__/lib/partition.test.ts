import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { findPartition, loadBalancerNames, s3Endpoint } from "../../lib/partition";
import { project } from "../../tools/fixtures/synthesized";

test.each([
  ["us-east-2", "aws"],
  ["us-gov-west-1", "aws-us-gov"],
  ["cn-northwest-1", "aws-cn"],
  ["mx-central-1", "aws"],
])("%s belongs to the partition %s", (region, name) => {
  expect(findPartition(region)?.name).toBe(name);
});

test.each(["us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1", "eusc-de-east-1"])(
  "%s is in no known partition",
  (region) => {
    expect(findPartition(region)).toBeUndefined();
  },
);

test("the load balancers of China have names of their own", () => {
  expect(loadBalancerNames("cn-north-1")).toBe("*.elb.cn-north-1.amazonaws.com.cn");
  expect(loadBalancerNames("us-east-2")).toBe("*.elb.us-east-2.amazonaws.com");
});

test("S3 has an address in each region, below the domain of the partition", () => {
  expect(s3Endpoint("cn-north-1")).toBe("https://s3.cn-north-1.amazonaws.com.cn");
  expect(s3Endpoint("us-gov-east-1")).toBe("https://s3.us-gov-east-1.amazonaws.com");
});

/** What names the partition `aws` and is right in all others. */
const everywhere = [
  'lib/operator-policy.ts: Condition: { StringEquals: { "iam:AWSServiceName": "elasticloadbalancing.amazonaws.com" } },',
  'lib/config/aws-fields.ts: const remedy = /^[a-z0-9][a-z0-9.-]+$/.test(name) ? `write arn:aws:s3:::${name}` : "copy the bucket\'s ARN";',
  'lib/config/aws-fields.ts: return { wanted: "the ARN of an S3 bucket, such as arn:aws:s3:::my-flow-logs, perhaps with /folder", remedy };',
  'lib/config/aws-fields.ts: wanted: "the ARN of an IAM policy, such as arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",',
  'lib/identity.ts: export const tokenAudience = "sts.amazonaws.com";',
  'node/refuse-distrust: | select([.spec.volumes[]?.projected.sources[]?.serviceAccountToken.audience] | index("sts.amazonaws.com"))',
  'node/refuse-distrust: echo "  wanted  no pod that mounts a token for sts.amazonaws.com"',
];

test("only the table of partitions has the domains and ARNs of one", () => {
  const folders = ["lib", "components", "constructs", "node", "cloudinit"];
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(project, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith(".json"))
      .map((entry) => path.relative(project, path.join(entry.parentPath, entry.name)))
      .filter((file) => file !== "lib/partition.ts"),
  );
  expect(files.length).toBeGreaterThan(100);
  const lines = files.flatMap((file) =>
    readFileSync(path.join(project, file), "utf8")
      .split("\n")
      .filter((line) => /amazonaws\.com|arn:aws:/.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(lines.filter((line) => !everywhere.includes(line))).toEqual([]);
});
