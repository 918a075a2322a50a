import type { Release } from "../versions";
import containerd236 from "./containerd-2.3.6.json";
import kubernetes1364 from "./kubernetes-1.36.4.json";
import kubernetes1371 from "./kubernetes-1.37.1.json";
import type { ProgramSchema } from "./schema";

export { type Misfit, misfits, type ProgramSchema } from "./schema";

/**
 * The fields of each program's configuration, by version. `npm run program-schemas` generates them from the types of
 * the released Go modules.
 */
const ofKubernetes: Readonly<Record<string, Readonly<Record<"kubelet" | "kubeProxy", ProgramSchema>>>> = {
  "1.36.4": kubernetes1364 as Readonly<Record<"kubelet" | "kubeProxy", ProgramSchema>>,
  "1.37.1": kubernetes1371 as Readonly<Record<"kubelet" | "kubeProxy", ProgramSchema>>,
};
const ofContainerd: Readonly<Record<string, ProgramSchema>> = { "2.3.6": containerd236 as ProgramSchema };

/**
 * The schema of a program's configuration file, for one release.
 * @throws Error for a version whose schema was never generated
 */
export function programSchema(release: Release, program: "kubelet" | "kubeProxy" | "containerd"): ProgramSchema {
  const [version, schema] =
    program === "containerd"
      ? [release.containerd, ofContainerd[release.containerd]]
      : [release.kubernetes, ofKubernetes[release.kubernetes]?.[program]];
  if (!schema) throw new Error(`no fields of ${program} ${version}: npm run program-schemas writes them`);
  return schema;
}
