import { existsSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { partProcesses } from "./host/parts";
import { end, namespaceProcesses } from "./host/processes";
import { run } from "./host/shell";
import { restoreSysctls } from "./host/sysctls";
import { providers } from "./instances/providers";
import { labNamespaces, removeNamespace, removeResolverFile, resolverFolder } from "./network/namespaces";
import { labFolder } from "./settings";

/**
 * Everything of the lab on this machine: processes, hosts, namespaces, mounts, files. Finds each by its name or mark,
 * so it also finds what a crashed run left behind.
 */
export async function leftovers(): Promise<string[]> {
  const hosts = await Promise.all(providers.map((provider) => provider.leftovers()));
  const namespaces = await labNamespaces();
  return [
    ...partProcesses().map(({ pid, part }) => `process ${pid} (${part})`),
    ...hosts.flat(),
    ...namespaces.map((name) => `network namespace ${name}`),
    ...mounts().map((folder) => `mount ${folder}`),
    ...[labFolder, resolverFolder()].filter(existsSync).map((folder) => `folder ${folder}`),
  ];
}

/** Removes everything of the lab, and returns the kernel settings that it restored. */
export async function clear(): Promise<string[]> {
  await end(partProcesses().map((process) => process.pid));
  for (const provider of providers) await provider.clear();
  for (const name of await labNamespaces()) {
    await end(await namespaceProcesses(name));
    await removeNamespace(name);
  }
  for (const folder of mounts()) await run(["umount", "--lazy", folder]);
  const restored = restoreSysctls();
  await removeResolverFile();
  await rm(labFolder, { recursive: true, force: true });
  return restored;
}

/** Mount points inside the lab's folder, innermost first. */
function mounts(): string[] {
  const table = readFileSync("/proc/self/mounts", "utf8").split("\n");
  const folders = table.map((line) => line.split(" ")[1] ?? "");
  return folders.filter((folder) => folder.startsWith(`${labFolder}/`)).reverse();
}
