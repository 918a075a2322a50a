import type { TargetGroup } from "../aws/inventory";
import type { CheckedTarget } from "./control";
import type { BalancerDelays } from "./delays";
import type { ResolvedTarget } from "./targets";

export type Health = CheckedTarget["state"];

/** What the checks found, and when; milliseconds since 1970. */
interface Change {
  readonly health: Health;
  readonly at: number;
}

/** How one node forwards to a target. Times are milliseconds since 1970. */
export interface TargetState {
  readonly target: ResolvedTarget;
  readonly registered: number;
  /** Undefined while the target is registered. */
  readonly deregistered?: number;
  /** The health by which the node forwards, and since when. */
  readonly known: Change;
  /** What the checks found since then; the node does not know it yet. */
  readonly pending: readonly Change[];
}

/** Health of a target as one node sees it, in AWS's words. */
export interface TargetHealth {
  readonly node: string;
  /** Name of the target group. */
  readonly group: string;
  /** `<id>:<port>` */
  readonly target: string;
  readonly state: Health;
  readonly reason: string;
  /** Whether the node sends new connections to it. A node learns of a target's health later than the API shows it. */
  readonly receives: boolean;
}

/** The states of a group's targets, by the target's server name. */
export type TargetStates = ReadonlyMap<string, TargetState>;

/**
 * The states of a group's targets a moment later.
 * @param before the states until now.
 * @param targets those that are registered now.
 * @param checks what the health checks say now, by the target's server name.
 */
export function advance(
  before: TargetStates,
  targets: readonly ResolvedTarget[],
  checks: ReadonlyMap<string, Health>,
  delays: BalancerDelays,
  now: number,
): TargetStates {
  const after = new Map<string, TargetState>();
  for (const target of targets) {
    const state = registered(before.get(target.server), target, now);
    after.set(target.server, learn(noted(state, checks.get(target.server), delays, now), delays, now));
  }
  for (const [server, state] of before) {
    if (!after.has(server)) after.set(server, { ...state, deregistered: state.deregistered ?? now });
  }
  return after;
}

/** What the API says of a target: the checks' word, and nothing before the target is registered everywhere. */
export function reportedHealth({ known, pending }: TargetState): Health {
  return pending.at(-1)?.health ?? known.health;
}

function registered(before: TargetState | undefined, target: ResolvedTarget, now: number): TargetState {
  if (before && before.deregistered === undefined) return { ...before, target };
  return { target, registered: now, known: { health: "initial", at: now }, pending: [] };
}

function noted(state: TargetState, health: Health | undefined, delays: BalancerDelays, now: number): TargetState {
  const counts = now >= state.registered + delays.registration * 1000;
  if (!counts || !health || health === "initial" || health === reportedHealth(state)) return state;
  return { ...state, pending: [...state.pending, { health, at: now }] };
}

function learn(state: TargetState, delays: BalancerDelays, now: number): TargetState {
  const due = ({ health, at }: Change) => at + (health === "healthy" ? delays.healthy : delays.unhealthy) * 1000;
  const [next, ...rest] = state.pending;
  if (!next || due(next) > now) return state;
  return learn({ ...state, known: { health: next.health, at: due(next) }, pending: rest }, delays, now);
}

/** What a node does with the connections of a group. */
export interface Forwarding {
  /** Targets of new connections. */
  readonly receiving: readonly ResolvedTarget[];
  /** Targets whose established connections are reset. */
  readonly reset: readonly ResolvedTarget[];
}

/**
 * What a node does with the connections of a group, given the states of its targets. With no healthy target it
 * forwards to all, and resets nothing.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html
 */
export function forwardingOf(
  states: TargetStates,
  group: TargetGroup,
  delays: BalancerDelays,
  now: number,
): Forwarding {
  const all = [...states.values()];
  const present = all.filter(
    (it) => it.deregistered === undefined || now < it.deregistered + delays.deregistration * 1000,
  );
  const healthy = present.filter((it) => it.known.health === "healthy");
  const failsOpen = healthy.length === 0;
  const receiving = failsOpen ? present : healthy;
  const reset = all.filter((it) => !receiving.includes(it) && isReset(it, group, delays, now));
  return { receiving: receiving.map((it) => it.target), reset: reset.map((it) => it.target) };
}

function isReset(state: TargetState, group: TargetGroup, delays: BalancerDelays, now: number): boolean {
  const { deregistered, known } = state;
  if (deregistered !== undefined) {
    const end = deregistered + Math.max(delays.deregistration, group.deregistration.delaySeconds) * 1000;
    return group.deregistration.terminatesConnections && now >= end;
  }
  if (known.health !== "unhealthy") return false;
  const { terminatesConnections, drainingSeconds } = group.unhealthy;
  return terminatesConnections || (drainingSeconds > 0 && now >= known.at + drainingSeconds * 1000);
}
