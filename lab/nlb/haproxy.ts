import { createHash } from "node:crypto";
import type { HealthCheck, Inventory, Target, TargetGroup } from "../aws/inventory";
import type { BalancerNode } from "./nodes";

/** A target as one node forwards to it. */
export interface ResolvedTarget extends Target {
  /** Unique in its group, and the same for as long as it is registered. */
  readonly server: string;
  readonly address: string;
}

/** An idle connection through a network load balancer ends after so many seconds. */
const idleSeconds = 350;

/** Name of a target group's part in the configuration. */
export function backendName(group: TargetGroup): string {
  return `tg-${group.name}`;
}

/** Targets of a group that a node forwards to: those of its own zone, unless the load balancer crosses zones. */
export function targetsFor(node: BalancerNode, group: TargetGroup, inventory: Inventory): ResolvedTarget[] {
  return group.targets.flatMap((target) => {
    const instance = inventory.instances.find((it) => it.id === target.id || it.privateAddress === target.id);
    const near = node.balancer.crossZone || !instance || instance.zone === node.subnet.zone;
    const address = group.targetType === "instance" ? instance?.privateAddress : target.id;
    return near && address ? [{ ...target, address, server: `${address}-${target.port}` }] : [];
  });
}

/**
 * Configuration of haproxy for one node of a load balancer. Its `description` is a digest of the rest, by which a
 * running haproxy tells what it has read.
 */
export function renderHaproxy(node: BalancerNode, inventory: Inventory, folder: string): string {
  const groups = groupsOf(node, inventory);
  const delay = Math.max(1, ...groups.map((group) => group.deregistrationDelaySeconds));
  const rest = [
    "  log stdout format raw local0 notice",
    `  stats socket ${folder}/control.sock mode 600 level admin expose-fd listeners`,
    `  server-state-file ${folder}/servers.state`,
    `  hard-stop-after ${delay}s`,
    "defaults",
    "  mode tcp",
    "  log global",
    "  timeout connect 5s",
    `  timeout client ${idleSeconds}s`,
    `  timeout server ${idleSeconds}s`,
    "  load-server-state-from-file global",
    ...node.balancer.listeners.flatMap(({ port, targetGroupArn }) => {
      const group = groups.find((it) => it.arn === targetGroupArn);
      return group ? listener(node, port, group) : [];
    }),
    ...groups.flatMap((group) => backends(node, group, targetsFor(node, group, inventory))),
  ].join("\n");
  return `global\n  description ${createHash("sha256").update(rest).digest("hex").slice(0, 16)}\n${rest}\n`;
}

/** Target groups that a node's listeners forward to. */
export function groupsOf(node: BalancerNode, inventory: Inventory): TargetGroup[] {
  return inventory.targetGroups.filter((group) =>
    node.balancer.listeners.some((listener) => listener.targetGroupArn === group.arn),
  );
}

/** With no healthy target, a network load balancer tries them all. */
function listener(node: BalancerNode, port: number, group: TargetGroup): string[] {
  const name = backendName(group);
  return [
    `frontend port-${port}`,
    `  bind ${node.address}:${port}`,
    `  use_backend ${name}-all if { nbsrv(${name}) eq 0 }`,
    `  default_backend ${name}`,
  ];
}

function backends(node: BalancerNode, group: TargetGroup, targets: readonly ResolvedTarget[]): string[] {
  const name = backendName(group);
  const servers = targets.map((target) => `  server ${target.server} ${target.address}:${target.port}`);
  return [
    `backend ${name}`,
    `  source ${node.address}`,
    ...checkLines(group.health),
    ...servers.map((server) => `${server} ${checkOptions(group.health)}`),
    `backend ${name}-all`,
    `  source ${node.address}`,
    ...servers,
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
  return `check${tls}${port} inter ${health.intervalSeconds}s ${rise} on-marked-down shutdown-sessions`;
}
