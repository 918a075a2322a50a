import { declaredPorts, ingressRules, type IngressRule } from "../../components/derived/exposure";
import { portDocument } from "../../components/derived/port-table";
import { clusterOf } from "../../tools/fixtures/golden";
import { resourcesOf, stackOf } from "../../tools/fixtures/synthesized";

const cluster = clusterOf();
const rules = ingressRules(cluster);
const covers = (rule: IngressRule, port: number) =>
  rule.protocol === "-1" || (rule.protocol === "tcp" && rule.from! <= port && port <= rule.to!);
const sourcesOf = (group: string, port: number) =>
  rules.filter((rule) => rule.group === group && covers(rule, port)).map(({ source }) => source);

test("only masters can connect to etcd", () => {
  for (const port of [2379, 2380]) expect(sourcesOf("masters", port)).toEqual([{ group: "masters" }]);
});

test.each(declaredPorts(cluster).filter(({ peers }) => peers.includes("self")))(
  "only the node itself can connect to port $from of $component",
  ({ listener, from, peers }) => {
    expect(peers).toEqual(["self"]);
    // Workers take anything from each other and from masters, on behalf of pods; what they keep is bound to loopback.
    if (listener === "masters") expect(sourcesOf(listener, from)).toEqual([]);
    expect(rules.filter((rule) => rule.from === from)).toEqual([]);
  },
);

test("masters, workers, pods and the load balancer can connect to the API servers, and nobody from outside can", () => {
  expect(sourcesOf("masters", 6443)).toEqual([
    { group: "masters" },
    { group: "workers" },
    { cidr: "172.20.0.0/16" },
    { group: "loadBalancer" },
  ]);
});

test("from outside, only operators can connect: to SSH, to the load balancer, and with ICMP", () => {
  expect(rules.filter(({ source }) => source === "operators").map(({ id }) => id)).toEqual([
    "masters-tcp-22-from-operators",
    "workers-tcp-22-from-operators",
    "loadBalancer-tcp-6443-from-operators",
    "masters-icmp-from-operators",
    "workers-icmp-from-operators",
    "loadBalancer-icmp-path-mtu-from-operators",
  ]);
});

test("a bastion can connect to SSH from inside the VPC", () => {
  const behind = ingressRules(clusterOf("ssh: { bastion: { host: b.example.com } }"));
  const before = new Set(rules.map(({ id }) => id));
  expect(behind.filter(({ id }) => !before.has(id))).toEqual(
    ["masters", "workers"].map((group) =>
      expect.objectContaining({ group, protocol: "tcp", from: 22, to: 22, source: { cidr: "172.31.0.0/16" } }),
    ),
  );
});

test("rules have unique ids, and descriptions that EC2 accepts", () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  for (const { description } of rules) expect(description).toMatch(/^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/);
});

describe("in the stack", () => {
  const ingress = (text: string) =>
    Object.entries(resourcesOf(stackOf(text))).filter(([address]) =>
      address.startsWith("aws_vpc_security_group_ingress_rule."),
    );

  test("no rule allows 0.0.0.0/0 unless the cluster file contains it", () => {
    for (const [, rule] of ingress("operatorCidrs: [203.0.113.0/24]")) expect(rule.cidr_ipv4).not.toBe("0.0.0.0/0");
    const open = ingress("operatorCidrs: [0.0.0.0/0]").filter(([, rule]) => rule.cidr_ipv4 === "0.0.0.0/0");
    expect(open).toHaveLength(6);
  });

  test("the stack contains only rules of the table", () => {
    const ids = ingress("operatorCidrs: [203.0.113.7/32]").map(([address]) => address.split(".security_")[1]!);
    const suffix = "-203-0-113-7_32";
    const planned = rules.map(({ id, source }) => (source === "operators" ? `${id}${suffix}` : id));
    expect(ids.sort()).toEqual([...planned].sort());
  });

  test("with upgradedFrom, workers of release 0.1 can still connect to the load balancer", () => {
    const kept = ingress('upgradedFrom: "0.1"').filter(([id]) => id.includes("loadBalancer-from-"));
    expect(kept.map(([, rule]) => rule.cidr_ipv4)).toEqual(
      [0, 1, 2].map((index) => `\${aws_instance.worker-${index}.public_ip}/32`),
    );
  });

  test("each operator's range has a rule of its own", () => {
    const two = ingress("operatorCidrs: [203.0.113.7/32, 198.51.100.0/24]");
    expect(two.filter(([, rule]) => rule.cidr_ipv4 === "198.51.100.0/24")).toHaveLength(6);
  });
});

test("docs/ports.md lists every port and every rule", () => {
  const document = portDocument(cluster);
  const lines = document.split("\n");
  for (const { component, purpose } of declaredPorts(cluster))
    expect(lines.filter((it) => it.includes(`| ${purpose}`) && it.endsWith(`| ${component} |`))).not.toEqual([]);
  for (const { description } of rules) expect(document).toContain(`| ${description} |`);
});
