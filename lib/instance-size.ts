/**
 * The number of virtual processors by instance size, for sizes that are alike in all families.
 * @see https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html
 */
const standardSizes: Readonly<Record<string, number>> = {
  nano: 2,
  micro: 2,
  small: 2,
  medium: 2,
  large: 2,
  xlarge: 4,
};

/** Matches types with one virtual processor: t2 up to small, and medium of families that are not burstable. */
const hasOne = /^(t2\.(nano|micro|small)|(?!t[0-9])[a-z0-9-]+\.medium)$/;

/** Matches the families that count against the quota of Standard instances. */
const standardFamily = /^(a|c|d|h|i|im|is|m|r|t|z)[0-9]/;

/**
 * The number of virtual processors of an EC2 instance type, by its size.
 * @returns undefined if the size does not determine the number, as with `metal`
 */
export function vcpusOf(instanceType: string): number | undefined {
  if (hasOne.test(instanceType)) return 1;
  const size = instanceType.split(".")[1] ?? "";
  const multiple = /^([0-9]+)xlarge$/.exec(size)?.[1];
  return multiple ? 4 * Number(multiple) : standardSizes[size];
}

/** Whether an instance type counts against the quota of Standard instances (A, C, D, H, I, M, R, T, Z). */
export function isStandard(instanceType: string): boolean {
  return standardFamily.test(instanceType);
}
