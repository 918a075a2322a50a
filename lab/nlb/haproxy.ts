import { createHash } from "node:crypto";
import type { HealthCheck, Inventory, TargetGroup } from "../aws/inventory";
import type { BalancerNode } from "./nodes";
import { groupsOf, type ResolvedTarget, targetsFor } from "./targets";

/** Name of a target group's backend in the configuration. */
export function backendName(group: TargetGroup): string {
  return `tg-${group.name}`;
}

/** How a node checks health. */
export interface CheckOptions {
  /** Folder for haproxy's files. */
  readonly folder: string;
  /** Upper limit for the seconds between two checks. @default the target group's interval */
  readonly longestInterval?: number;
}

/**
 * Configuration of the haproxy that checks the health of a node's targets; connections do not pass through it.
 * `description` is a digest of the rest, so that the lab can tell which configuration a running haproxy has read.
 */
export function renderHaproxy(node: BalancerNode, inventory: Inventory, options: CheckOptions): string {
  const { folder, longestInterval } = options;
  const rest = [
    "  log stdout format raw local0 notice",
    `  stats socket ${folder}/control.sock mode 600 level admin expose-fd listeners`,
    `  server-state-file ${folder}/servers.state`,
    "defaults",
    "  mode tcp",
    "  log global",
    "  timeout connect 5s",
    "  timeout server 5s",
    "  load-server-state-from-file global",
    ...groupsOf(node, inventory).flatMap((group) => {
      const intervalSeconds = Math.min(group.health.intervalSeconds, longestInterval ?? Infinity);
      const health = { ...group.health, intervalSeconds };
      return backend(node, { ...group, health }, targetsFor(node, group, inventory));
    }),
  ].join("\n");
  return `global\n  description ${createHash("sha256").update(rest).digest("hex").slice(0, 16)}\n${rest}\n`;
}

function backend(node: BalancerNode, group: TargetGroup, targets: readonly ResolvedTarget[]): string[] {
  const options = checkOptions(group.health);
  return [
    `backend ${backendName(group)}`,
    `  source ${node.address}`,
    ...checkLines(group.health),
    ...targets.map((target) => `  server ${target.server} ${target.address}:${target.port} ${options}`),
  ];
}

function checkLines(health: HealthCheck): string[] {
  const timeout = `  timeout check ${health.timeoutSeconds}s`;
  if (health.protocol === "TCP") return ["  option tcp-check", timeout];
  return [
    "  option httpchk",
    `  http-check send meth GET uri ${health.path}`,
    `  http-check expect rstatus ^(${statusPattern(health.matcher)})$`,
    timeout,
  ];
}

/** `200-399` or `200,301` as a regular expression. */
function statusPattern(matcher: string): string {
  const codes = matcher.split(",").flatMap((part) => {
    const [from, to] = part.split("-").map(Number);
    return Array.from({ length: (to ?? from!) - from! + 1 }, (_, index) => from! + index);
  });
  const hundreds = codes.length >= 100 && codes.length % 100 === 0;
  return hundreds ? [...new Set(codes.map((code) => `${Math.floor(code / 100)}..`))].join("|") : codes.join("|");
}

function checkOptions(health: HealthCheck): string {
  const port = /^\d+$/.test(health.port) ? ` port ${health.port}` : "";
  const tls = health.protocol === "HTTPS" ? " check-ssl verify none" : "";
  const rise = `rise ${health.healthyThreshold} fall ${health.unhealthyThreshold}`;
  return `check${tls}${port} inter ${health.intervalSeconds}s ${rise}`;
}
