import fc from "fast-check";
import { planNodes, type ClusterNode } from "../../lib/address-plan";
import { encloses, overlaps, positionIn } from "../../lib/cidr";
import type { ClusterConfig } from "../../lib/config";
import { parse } from "./config/parse";

const zones = ["a", "b", "c", "d"];

/** Cluster files of every valid size: odd masters, subnets as small as the nodes allow, workers up to the route limit. */
const clusters = fc
  .record({
    masters: fc.constantFrom(1, 3, 5, 7, 9),
    workers: fc.integer({ min: 1, max: 150 }),
    subnets: fc.integer({ min: 1, max: zones.length }),
  })
  .map((sizes) => ({ sizes, config: cluster(sizes) }));

interface Sizes {
  readonly masters: number;
  readonly workers: number;
  readonly subnets: number;
}

function cluster({ masters, workers, subnets }: Sizes): ClusterConfig {
  const list = zones
    .slice(0, subnets)
    .map((zone, index) => ({ cidr: `172.31.${index}.0/24`, zone: `us-east-2${zone}` }));
  const file = {
    masters: { count: masters },
    workers: { count: workers },
    network: { maxRoutes: 1000, subnets: list },
  };
  return parse(JSON.stringify(file)).config;
}

function allOf(config: ClusterConfig): ClusterNode[] {
  const { masters, workers } = planNodes(config);
  return [...masters, ...workers];
}

test("the default plan has the guide's addresses, names and pod ranges", () => {
  const { masters, workers } = planNodes(parse("").config);
  expect(masters.map(({ address }) => address)).toEqual(["172.31.0.10", "172.31.0.11", "172.31.0.12"]);
  expect(masters.every((master) => !("podCidr" in master))).toBe(true);
  expect(workers.map(({ podCidr }) => podCidr)).toEqual(["172.20.0.0/24", "172.20.1.0/24", "172.20.2.0/24"]);
  expect(workers[0]).toEqual({
    role: "worker",
    index: 0,
    name: "worker-0",
    tagName: "k8s-cluster-from-ground-up-worker-0",
    hostname: "ip-172-31-0-20",
    fqdn: "ip-172-31-0-20.us-east-2.compute.internal",
    address: "172.31.0.20",
    subnet: 0,
    podCidr: "172.20.0.0/24",
  });
});

test("us-east-1 has a private domain of its own", () => {
  expect(planNodes(parse("region: us-east-1").config).masters[0]!.fqdn).toBe("ip-172-31-0-10.ec2.internal");
});

test("nodes are distributed over the subnets in turn", () => {
  const { workers } = planNodes(cluster({ masters: 3, workers: 4, subnets: 3 }));
  expect(workers.map(({ address }) => address)).toEqual(["172.31.0.20", "172.31.1.20", "172.31.2.20", "172.31.0.21"]);
});

test("addresses and names are unique", () => {
  fc.assert(
    fc.property(clusters, ({ config }) => {
      const nodes = allOf(config);
      expect(new Set(nodes.map(({ address }) => address)).size).toBe(nodes.length);
      expect(new Set(nodes.map(({ name }) => name)).size).toBe(nodes.length);
    }),
  );
});

test("each address is in its subnet and not reserved by AWS", () => {
  fc.assert(
    fc.property(clusters, ({ config }) => {
      for (const { address, subnet } of allOf(config)) {
        const position = positionIn(config.network.subnets[subnet]!.cidr, address);
        expect(position).toBeGreaterThanOrEqual(4);
        expect(position).toBeLessThan(255);
      }
    }),
  );
});

test("pod ranges are disjoint, and inside podCidr", () => {
  fc.assert(
    fc.property(clusters, ({ config }) => {
      const ranges = planNodes(config).workers.map(({ podCidr }) => podCidr!);
      expect(ranges.every((range) => encloses(config.network.podCidr, range))).toBe(true);
      // Ranges of one size that are in order overlap with their neighbours, or not at all.
      expect(ranges.slice(1).some((range, index) => overlaps(range, ranges[index]!))).toBe(false);
    }),
    { numRuns: 50 },
  );
});

test("new nodes do not change the addresses of existing nodes", () => {
  fc.assert(
    fc.property(clusters, fc.integer({ min: 1, max: 50 }), ({ sizes, config }, added) => {
      const before = planNodes(config);
      const after = planNodes(cluster({ ...sizes, masters: 9, workers: sizes.workers + added }));
      expect(after.masters.slice(0, before.masters.length)).toEqual(before.masters);
      expect(after.workers.slice(0, before.workers.length)).toEqual(before.workers);
    }),
    { numRuns: 50 },
  );
});
