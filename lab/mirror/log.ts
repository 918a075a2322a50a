import { existsSync, readFileSync } from "node:fs";
import type { Download } from "../../verify/site/site";
import { logFile } from "../host/shell";

/** Every request to the mirror since the lab was created. */
export function downloads(): Download[] {
  const file = logFile("mirror");
  return existsSync(file) ? parseDownloads(readFileSync(file, "utf8")) : [];
}

/** Reads nginx's access log. Ignores other lines. */
export function parseDownloads(text: string): Download[] {
  const lines = text.matchAll(/^([\d.]+) - \S+ \[[^\]]*\] "[A-Z]+ (\S+) HTTP\/[\d.]+" (\d{3}) /gm);
  return [...lines].map(([, from, path, status]) => ({ from: from!, path: path!, status: Number(status) }));
}
