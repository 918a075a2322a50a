import { attempt } from "../host/shell";

/** An operating system from which the lab's hosts can be built. */
export interface Base {
  /** Reference of its container image. */
  readonly image: string;
  /** What `status` calls hosts with this base. */
  readonly system: string;
}

/** In order of preference: what users have, then the closest one that needs no registry. */
export const bases: readonly [Base, ...Base[]] = [
  { image: "docker.io/library/ubuntu:24.04", system: "Ubuntu 24.04" },
  { image: "docker.io/library/debian:trixie", system: "Debian 13 with Ubuntu 24.04's settings" },
];

/**
 * The first base that is on this machine or can be pulled.
 * @throws Error with the registry's answer, if no base is available
 */
export async function availableBase(): Promise<Base> {
  const refusals: string[] = [];
  for (const base of bases) {
    if ((await attempt(["podman", "image", "exists", base.image])).code === 0) return base;
    const pulled = await attempt(["podman", "pull", "--quiet", base.image]);
    if (pulled.code === 0) return base;
    refusals.push(pulled.stderr.trim());
  }
  throw new Error(`no base image for the lab's hosts is available\n${refusals.join("\n")}`);
}
