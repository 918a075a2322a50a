import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { hostImage } from "../image/build";
import { sleep } from "../../lib/processes";
import { attempt, run } from "../host/shell";
import { files, prefix } from "../settings";
import type { HostSpec } from "./provider";

/** Label of the lab's containers; its value is the instance's id. */
export const instanceLabel = `${prefix}.instance`;

/**
 * Folders below /var/lib that need a file system that is not nested: a nested overlay file system and etcd write to
 * them.
 */
const volumes = ["containerd", "etcd", "kubelet"];

/** Name of an instance's container, and of its network namespace. */
export function containerName(instanceId: string): string {
  return `${prefix}-${instanceId}`;
}

/**
 * Arguments of `podman create` for an instance. systemd gets a cgroup tree of its own only if podman is told that there
 * is no systemd and that cgroups are private.
 */
export function createArguments(spec: HostSpec, resolverConfig: string): string[] {
  return [
    ...["--name", containerName(spec.instanceId), "--label", `${instanceLabel}=${spec.instanceId}`],
    ...["--privileged", "--cgroupns=private", "--systemd=false", "--env", "container=podman"],
    ...["--tmpfs", "/run:exec,mode=755", "--tmpfs", "/tmp:exec,mode=1777"],
    ...[
      "--network",
      `ns:/run/netns/${containerName(spec.instanceId)}`,
      "--hostname",
      spec.hostname,
      "--no-hosts",
      "--dns=none",
    ],
    ...["--volume", `${resolverConfig}:/etc/systemd/resolved.conf.d/dhcp.conf:ro`],
    ...volumes.flatMap((name) => ["--volume", `${containerName(spec.instanceId)}-${name}:/var/lib/${name}`]),
    ...["--stop-signal", "SIGRTMIN+3", "--log-driver", "none", "--pids-limit", "0"],
    hostImage(),
  ];
}

/** Creates an instance's container with its root disk, without starting it. */
export async function createContainer(spec: HostSpec): Promise<void> {
  const folder = path.join(files.instances, spec.instanceId);
  await mkdir(folder, { recursive: true });
  const resolverConfig = path.join(folder, "resolved.conf");
  await writeFile(
    resolverConfig,
    `[Resolve]\nDNS=${spec.resolver}\nDomains=${spec.searchDomain}\nDNSSEC=no\nLLMNR=no\nMulticastDNS=no\n`,
  );
  await run(["podman", "create", ...createArguments(spec, resolverConfig)]);
}

/** Switches a container on. */
export async function startContainer(instanceId: string): Promise<void> {
  await run(["podman", "start", containerName(instanceId)]);
}

/** Shuts a container down like a power button, and cuts the power after half a minute. */
export async function stopContainer(instanceId: string): Promise<void> {
  await run(["podman", "stop", "--time", "30", containerName(instanceId)]);
}

/** Removes a container at once, with its root disk and volumes. */
export async function removeContainer(instanceId: string): Promise<void> {
  await run(["podman", "rm", "--force", "--time", "0", "--ignore", containerName(instanceId)]);
  await removeVolumes(volumes.map((name) => `${containerName(instanceId)}-${name}`));
  await rm(path.join(files.instances, instanceId), { recursive: true, force: true });
}

/** Names of the lab's volumes, including those whose container was removed. */
export async function listVolumes(): Promise<string[]> {
  const pattern = new RegExp(`^${prefix}-i-[0-9a-f]+-(${volumes.join("|")})$`);
  let listed = await attempt(["podman", "volume", "ls", "--quiet"]);
  for (let tried = 0; listed.code !== 0 && tried < 5; tried++) {
    await sleep(200); // podman fails if a volume was removed while it lists volumes
    listed = await attempt(["podman", "volume", "ls", "--quiet"]);
  }
  return listed.stdout.split("\n").filter((name) => pattern.test(name));
}

/** Removes volumes. Ignores volumes that do not exist. */
export async function removeVolumes(names: readonly string[]): Promise<void> {
  for (const name of names) await attempt(["podman", "volume", "rm", "--force", name]);
}

/** A container of the lab. */
export interface Container {
  readonly instanceId: string;
  readonly running: boolean;
  /** Process id of its first process; 0 if it does not run. */
  readonly pid: number;
  readonly exitCode: number;
}

/** The containers that the lab created, running or not. */
export async function listContainers(): Promise<Container[]> {
  const shown = await run(["podman", "ps", "--all", "--filter", `label=${instanceLabel}`, "--format", "json"]);
  const containers = JSON.parse(shown || "[]") as {
    Labels: Record<string, string>;
    State: string;
    Pid: number;
    ExitCode: number;
  }[];
  return (containers ?? []).map((it) => ({
    instanceId: it.Labels[instanceLabel]!,
    running: it.State === "running",
    pid: it.Pid,
    exitCode: it.ExitCode,
  }));
}
