import type { Drill } from "./drill";

/** Every drill by its name. A drill is loaded only when it runs. */
export const drills: Readonly<Record<string, () => Drill>> = {
  etcd: () => (require("./etcd") as typeof import("./etcd")).etcdDrill,
  plan: () => (require("./plan") as typeof import("./plan")).planDrill,
  step: () => (require("./step") as typeof import("./step")).stepDrill,
  "step-master": () => (require("./step") as typeof import("./step")).masterStepDrill,
};
