import { isStandard, vcpusOf } from "../../lib/instance-size";

test.each([
  ["t2.small", 1],
  ["t2.medium", 2],
  ["t3.small", 2],
  ["t4g.nano", 2],
  ["c7g.medium", 1],
  ["m5.large", 2],
  ["m7i.xlarge", 4],
  ["r6g.16xlarge", 64],
  ["m5.metal", undefined],
])("%s has %p virtual processors", (type, vcpus) => {
  expect(vcpusOf(type)).toBe(vcpus);
});

test.each([
  ["t3.small", true],
  ["im4gn.large", true],
  ["g5.xlarge", false],
  ["p4d.24xlarge", false],
])("%s counts against the quota of Standard instances: %p", (type, counts) => {
  expect(isStandard(type)).toBe(counts);
});
