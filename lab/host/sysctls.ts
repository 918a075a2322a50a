import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { files } from "../settings";

const root = "/proc/sys";

/** Settings that the kernel changes by itself, or that belong to a namespace, or that do something when written. */
const notSettings = [
  /^net\//,
  /^user\//,
  /^fs\/(binfmt_misc|dentry-state|file-nr|inode-nr|inode-state|quota|aio-nr)/,
  /^kernel\/(random|ns_last_pid|hostname|domainname|sched_domain|pty\/nr|tainted|cap_last_cap|perf_event_max_sample_rate)/,
  /^kernel\/(shm|msg|sem|auto_msgmni)/,
  /^vm\/(drop_caches|compact_memory|stat_refresh)/,
  /^(debug|sunrpc|abi)\//,
];

/** Notes the machine's kernel settings, which user data of an instance can change for the whole machine. */
export function recordSysctls(): void {
  if (!existsSync(files.sysctls)) writeFileSync(files.sysctls, JSON.stringify(readAll(), undefined, 1));
}

/** Undoes what has changed since they were noted; names each. */
export function restoreSysctls(): string[] {
  if (!existsSync(files.sysctls)) return [];
  const before = JSON.parse(readFileSync(files.sysctls, "utf8")) as Record<string, string>;
  return Object.entries(before).flatMap(([name, value]) => {
    if (read(name) === value) return [];
    try {
      writeFileSync(path.join(root, name), value);
    } catch {
      return [];
    }
    return [name.replaceAll("/", ".")];
  });
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
