import { existsSync, readFileSync } from "node:fs";
import type { ContainerLimits } from "./derive";

/** Number of CAP_SYS_RESOURCE. */
const resourceCapability = 24n;

/** What hosts in containers need and this machine lacks. */
export function containerLimits(): ContainerLimits {
  const status = readFileSync("/proc/self/status", "utf8");
  const bounding = BigInt(`0x${/^CapBnd:\s*(\w+)$/m.exec(status)?.[1] ?? "0"}`);
  return {
    cgroupV1: !existsSync("/sys/fs/cgroup/cgroup.controllers"),
    fixedOomScore: ((bounding >> resourceCapability) & 1n) === 0n,
  };
}
