import type { Rule } from "./rule";

type Check = Rule["check"];

/** Families of Graviton: a1, then generation and g (t4g, c7gn, x2gd, im4gn); and Grace, which ends in gb and a number. */
const armFamily = /^(a1|[a-z]+[0-9]+g[a-z]*|.*-gb[0-9]+)$/;

/** A value that is found at either role. */
const roles = ["masters", "workers"] as const;

const fittingProcessors: Check = (config) =>
  roles.flatMap((role) => {
    const { instanceType } = config[role];
    const runs = armFamily.test(instanceType.split(".")[0]!) ? "arm64" : "amd64";
    if (runs === config.architecture) return [];
    return {
      path: `${role}.instanceType`,
      found: `${instanceType}, whose processors are ${runs}`,
      wanted: `an instance type for architecture ${config.architecture}`,
      remedy: `use for instance ${config.architecture === "arm64" ? "t4g.small" : "t3.small"}, or architecture: ${runs}`,
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
          remedy: "use 1, so that the other workers carry on",
        },
      ];

const awsTagLimit = 50;

const tagsAndName: Check = ({ tags }) => {
  const count = Object.keys(tags).length;
  if (count < awsTagLimit) return [];
  const wanted = `at most ${awsTagLimit - 1}: AWS allows ${awsTagLimit}, and one is the Name`;
  return [{ path: "tags", found: `${count} tags`, wanted, remedy: `remove ${count - awsTagLimit + 1} of them` }];
};

/** What instance types, counts and tags must agree on. */
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
          found: `${instanceProfile}, whose role every pod with hostNetwork can take on`,
          wanted: "no role on workers, where nothing there needs one",
          remedy: "give it as few rights as you can, and let nobody run pods with hostNetwork",
        },
      ];

/** What can be built, and has a price. */
export const machineWarnings: readonly Rule[] = [{ reads: ["workers.instanceProfile"], check: roleForPods }];
