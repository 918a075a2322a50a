import type { Drill } from "./drill";

/** Every drill by its name. A drill is loaded only when it runs. */
export const drills: Readonly<Record<string, () => Promise<Drill>>> = {
  etcd: async () => (await import("./etcd")).etcdDrill,
  plan: async () => (await import("./plan")).planDrill,
  step: async () => (await import("./step")).stepDrill,
  "step-master": async () => (await import("./step")).masterStepDrill,
};
