import type { Drill } from "./drill";

/** Every drill by the name that calls it. Each is loaded only when it runs. */
export const drills: Readonly<Record<string, () => Promise<Drill>>> = {
  plan: async () => (await import("./plan")).planDrill,
};
