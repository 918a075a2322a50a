import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { labFolder, prefix } from "../settings";

const root = "/proc/sys";

/** Settings that the kernel changes by itself, that belong to a namespace, or that trigger an action when written. */
const notSettings = [
  /^net\//,
  /^user\//,
  /^fs\/(binfmt_misc|dentry-state|file-nr|inode-nr|inode-state|quota|aio-nr)/,
  /^kernel\/(random|ns_last_pid|hostname|domainname|sched_domain|pty\/nr|tainted|cap_last_cap|perf_event_max_sample_rate)/,
  /^kernel\/(shm|msg|sem|auto_msgmni)/,
  /^vm\/(drop_caches|compact_memory|stat_refresh)/,
  /^(debug|sunrpc|abi)\//,
];

/** The machine's settings before the first lab, and a note of each running lab: they share one kernel. */
const shared = "/run/groundup-labs";
const before = path.join(shared, "sysctls.json");
const ownNote = path.join(shared, prefix);

/** Records the machine's kernel settings, which user data of an instance can change for the whole machine. */
export function recordSysctls(): void {
  mkdirSync(shared, { recursive: true });
  if (!existsSync(before)) writeFileSync(before, JSON.stringify(readAll(), undefined, 1));
  writeFileSync(ownNote, labFolder);
}

/** Restores settings that changed since they were recorded, unless another lab still runs. Returns their names. */
export function restoreSysctls(): string[] {
  rmSync(ownNote, { force: true });
  if (!existsSync(before) || otherLabs()) return [];
  const settings = JSON.parse(readFileSync(before, "utf8")) as Record<string, string>;
  const restored = Object.entries(settings).flatMap(([name, value]) => restore(name, value));
  rmSync(shared, { recursive: true });
  return restored;
}

/** Whether another lab is up, or ended without `down`: its folder still exists. */
function otherLabs(): boolean {
  const notes = readdirSync(shared).filter((name) => name !== path.basename(before));
  return notes.some((name) => existsSync(readFileSync(path.join(shared, name), "utf8")));
}

function restore(name: string, value: string): string[] {
  if (read(name) === value) return [];
  try {
    writeFileSync(path.join(root, name), value);
    return [name.replaceAll("/", ".")];
  } catch {
    return []; // the kernel refuses to change it
  }
}

function readAll(): Record<string, string> {
  const names = readdirSync(root, { recursive: true }).map(String);
  const settings = names.filter((name) => !notSettings.some((pattern) => pattern.test(name)) && writable(name));
  return Object.fromEntries(
    settings.flatMap((name) => {
      const value = read(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function writable(name: string): boolean {
  const status = statSync(path.join(root, name), { throwIfNoEntry: false });
  return status !== undefined && status.isFile() && (status.mode & 0o200) !== 0 && (status.mode & 0o400) !== 0;
}

function read(name: string): string | undefined {
  try {
    return readFileSync(path.join(root, name), "utf8").trim();
  } catch {
    return undefined;
  }
}
