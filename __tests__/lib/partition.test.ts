import { findPartition, loadBalancerNames } from "../../lib/partition";

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
