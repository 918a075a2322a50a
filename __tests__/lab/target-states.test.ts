import { advance, forwardingOf, type Health, reportedHealth, type TargetStates } from "../../lab/nlb/target-states";
import type { ResolvedTarget } from "../../lab/nlb/targets";
import { account } from "./fixture";

const delays = { registration: 10, healthy: 3, unhealthy: 5, deregistration: 20 };
const group = account().targetGroups[0]!;
const named = (name: string): ResolvedTarget => ({ id: name, address: name, port: 6443, server: name });
const [a, b] = [named("a"), named("b")];

/** The states of targets after the checks' results at each second: `[second, health of a, health of b]`. */
function after(...story: readonly (readonly [number, Health, Health])[]): TargetStates {
  return story.reduce<TargetStates>((states, [second, ofA, ofB]) => {
    const checks = new Map<string, Health>([
      ["a", ofA],
      ["b", ofB],
    ]);
    return advance(states, [a, b], checks, delays, second * 1000);
  }, new Map());
}

/** Which targets get new connections, and whose connections are reset, at a second. */
function forwarding(states: TargetStates, second: number, changes: Partial<typeof group> = {}) {
  const { receiving, reset } = forwardingOf(states, { ...group, ...changes }, delays, second * 1000);
  return { receiving: receiving.map((it) => it.server), reset: reset.map((it) => it.server) };
}

const bothServe = [
  [0, "initial", "initial"],
  [10, "healthy", "healthy"],
  [13, "healthy", "healthy"],
] as const satisfies readonly [number, Health, Health][];

test("a target gets connections when its registration, its first checks and their propagation are over", () => {
  const first = (...story: [number, Health, Health][]) => after([0, "initial", "initial"], ...story);
  const aServes: [number, Health, Health][] = [
    [10, "healthy", "initial"],
    [13, "healthy", "initial"],
  ];
  expect(forwarding(first([9, "healthy", "initial"]), 9).receiving).toEqual(["a", "b"]); // fails open: none is known
  expect(reportedHealth(first([9, "healthy", "healthy"]).get("a")!)).toBe("initial");
  expect(forwarding(first(...aServes), 13).receiving).toEqual(["a"]);
  expect(forwarding(first(...aServes, [15, "healthy", "healthy"], [17, "healthy", "healthy"]), 17).receiving).toEqual([
    "a",
  ]);
  expect(forwarding(first(...aServes, [15, "healthy", "healthy"], [18, "healthy", "healthy"]), 18).receiving).toEqual([
    "a",
    "b",
  ]);
});

test("a target that fails its checks gets connections until the node learns of it, and is then reset", () => {
  const failing = after(...bothServe, [20, "unhealthy", "healthy"], [24, "unhealthy", "healthy"]);
  expect(reportedHealth(failing.get("a")!)).toBe("unhealthy");
  expect(forwarding(failing, 24)).toEqual({ receiving: ["a", "b"], reset: [] });
  const learned = after(...bothServe, [20, "unhealthy", "healthy"], [25, "unhealthy", "healthy"]);
  expect(forwarding(learned, 25)).toEqual({ receiving: ["b"], reset: ["a"] });
});

test("without connection termination, connections of an unhealthy target last for the draining interval, or longer", () => {
  const learned = after(...bothServe, [20, "unhealthy", "healthy"], [25, "unhealthy", "healthy"]);
  const keeping = (drainingSeconds: number) => ({ unhealthy: { terminatesConnections: false, drainingSeconds } });
  expect(forwarding(learned, 84, keeping(60)).reset).toEqual([]);
  expect(forwarding(learned, 85, keeping(60)).reset).toEqual(["a"]);
  expect(forwarding(learned, 9999, keeping(0)).reset).toEqual([]);
});

test("a node learns of a short failure and of its end, even if the failure was over before", () => {
  const story = [...bothServe, [20, "unhealthy", "healthy"], [21, "healthy", "healthy"]] as const;
  expect(forwarding(after(...story, [24, "healthy", "healthy"]), 24).receiving).toEqual(["a", "b"]);
  const flap = after(...story, [25, "healthy", "healthy"]);
  expect(flap.get("a")!.known).toEqual({ health: "healthy", at: 24_000 });
});

test("with no healthy target a node forwards to all, and resets nothing", () => {
  const none = after(...bothServe, [20, "unhealthy", "unhealthy"], [30, "unhealthy", "unhealthy"]);
  expect(forwarding(none, 30)).toEqual({ receiving: ["a", "b"], reset: [] });
});

describe("a deregistered target", () => {
  const without = advance(after(...bothServe), [b], new Map([["b", "healthy"]]), delays, 30_000);
  const ending = (terminatesConnections: boolean) => ({ deregistration: { delaySeconds: 60, terminatesConnections } });

  test("gets connections until the nodes learn of it", () => {
    expect(forwarding(without, 49).receiving).toEqual(["b", "a"]);
    expect(forwarding(without, 50).receiving).toEqual(["b"]);
  });

  test("keeps its connections after the delay, unless they are to be terminated then", () => {
    expect(forwarding(without, 89, ending(true)).reset).toEqual([]);
    expect(forwarding(without, 90, ending(true)).reset).toEqual(["a"]);
    expect(forwarding(without, 9999, ending(false)).reset).toEqual([]);
  });

  test("that returns is registered again", () => {
    const back = advance(without, [a, b], new Map([["a", "healthy"]]), delays, 40_000);
    expect(reportedHealth(back.get("a")!)).toBe("initial");
  });
});
