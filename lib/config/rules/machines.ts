import type { Rule } from "./rule";

type Check = Rule["check"];

/** Graviton families are a1 and those with a g after the generation (t4g, c7gn, x2gd, im4gn). Grace families end in gb and a number. */
const armFamily = /^(a1|[a-z]+[0-9]+g[a-z]*|.*-gb[0-9]+)$/;

/** The sections of the cluster file that describe machines. */
const roles = ["masters", "workers"] as const;

const fittingProcessors: Check = (config) =>
  roles.flatMap((role) => {
    const { instanceType } = config[role];
    const runs = armFamily.test(instanceType.split(".")[0]!) ? "arm64" : "amd64";
    if (runs === config.architecture) return [];
    return {
      path: `${role}.instanceType`,
      found: `${instanceType}, which has ${runs} processors`,
      wanted: `an instance type for architecture ${config.architecture}`,
      remedy: `use, for example, ${config.architecture === "arm64" ? "t4g.small" : "t3.small"}, or architecture: ${runs}`,
    };
  });

const someWorkersStay: Check = ({ workers }) =>
  workers.maxUnavailable <= workers.count
    ? []
    : [
        {
          path: "workers.maxUnavailable",
          found: String(workers.maxUnavailable),
          wanted: `at most ${workers.count}, the number of workers`,
          remedy: "use 1, so that the other workers stay in service",
        },
      ];

const awsTagLimit = 50;

const tagsAndName: Check = ({ tags }) => {
  const count = Object.keys(tags).length;
  if (count < awsTagLimit) return [];
  const wanted = `at most ${awsTagLimit - 1}: AWS allows ${awsTagLimit}, and one of them is Name`;
  return [{ path: "tags", found: `${count} tags`, wanted, remedy: `remove ${count - awsTagLimit + 1} of them` }];
};

/** Rules across instance types, counts and tags. */
export const machineRules: readonly Rule[] = [
  { reads: ["architecture", "masters.instanceType", "workers.instanceType"], check: fittingProcessors },
  { reads: ["workers.count", "workers.maxUnavailable"], check: someWorkersStay },
  { reads: ["tags"], check: tagsAndName },
];

const roleForPods: Check = ({ workers: { instanceProfile } }) =>
  instanceProfile === undefined
    ? []
    : [
        {
          path: "workers.instanceProfile",
          found: `${instanceProfile}, whose role every pod with hostNetwork can use`,
          wanted: "no role on workers, unless something on them needs one",
          remedy: "give the role as few permissions as possible, and do not admit pods with hostNetwork",
        },
      ];

/** Warnings about machines that are valid but have a security risk. */
export const machineWarnings: readonly Rule[] = [{ reads: ["workers.instanceProfile"], check: roleForPods }];
