import type { Route } from "../aws/inventory";
import { addresses } from "../settings";
import type { Fabric, Port } from "./fabric";

/** Kernel table with the route to every port. A VPC's own `local` route always has precedence. */
export const localTable = "100";
/** Marks the lab's routes in the kernel. */
export const routeProtocol = "242";

const localPriority = 100;
const portPriority = 200;

/** A route as the kernel knows it. */
export interface KernelRoute {
  /** `unicast`, or the kind of refusal. */
  readonly type: string;
  readonly destination: string;
  readonly table: string;
  readonly via?: string;
  readonly link?: string;
}

/**
 * Routes of the fabric. A route to an interface without a host, or to a kind of target that the lab does not support,
 * drops its packets, like AWS's black holes.
 */
export function planRoutes(fabric: Fabric): KernelRoute[] {
  return [
    ...fabric.vpcs.map((vpc) => ({ type: "blackhole", destination: vpc.cidr, table: localTable })),
    ...fabric.ports.map((port) => ({ type: "unicast", destination: port.address, table: localTable, link: port.link })),
    ...fabric.tables.flatMap(({ table, routes }) => routes.map((route) => planRoute(route, `${table}`, fabric.ports))),
  ];
}

/** The internet gateway's routes to the VPCs. */
export function planGatewayRoutes(fabric: Fabric): KernelRoute[] {
  return fabric.vpcs.map((vpc) => ({
    type: "unicast",
    destination: vpc.cidr,
    table: "main",
    via: addresses.gatewayCloud,
    link: "vpc",
  }));
}

/** The table of each port, as arguments of `ip rule add`. */
export function planRules(fabric: Fabric): string[] {
  const tables = fabric.tables.flatMap(({ table, links }) =>
    links.map((link) => ruleText(portPriority, `${table}`, link)),
  );
  return [ruleText(localPriority, localTable), ...tables];
}

/** A route as arguments of `ip route`. */
export function routeText({ type, destination, table, via, link }: KernelRoute): string {
  const way = link ? `${via ? ` via ${via}` : ""} dev ${link}${via ? " onlink" : ""}` : "";
  return `${type} ${destination}${way} table ${table} proto ${routeProtocol}`;
}

/** Reads the output of `ip -json -details route show table all`. */
export function parseRoutes(json: string): KernelRoute[] {
  const routes = JSON.parse(json || "[]") as {
    type: string;
    dst: string;
    table?: string;
    gateway?: string;
    dev?: string;
  }[];
  return routes.map(({ type, dst, table = "main", gateway, dev }) => ({
    type,
    destination: dst,
    table,
    via: gateway,
    link: dev,
  }));
}

/** Reads the output of `ip -json rule`, without the kernel's own rules. */
export function parseRules(json: string): string[] {
  const rules = JSON.parse(json || "[]") as { priority: number; table: string; iif?: string }[];
  return rules
    .filter((rule) => rule.priority === localPriority || rule.priority === portPriority)
    .map((rule) => ruleText(rule.priority, rule.table, rule.iif));
}

function ruleText(priority: number, table: string, link?: string): string {
  return `priority ${priority}${link ? ` iif ${link}` : ""} lookup ${table}`;
}

function planRoute({ destination, target }: Route, table: string, ports: readonly Port[]): KernelRoute {
  const to = destination === "0.0.0.0/0" ? "default" : destination;
  if (target.kind === "internet-gateway" || target.kind === "nat-gateway") {
    return { type: "unicast", destination: to, table, via: addresses.gatewayInternet, link: "igw" };
  }
  const port = target.kind === "interface" ? ports.find((it) => it.id === target.id) : undefined;
  if (!port) return { type: "blackhole", destination: to, table };
  return { type: "unicast", destination: to, table, via: port.address, link: port.link };
}
