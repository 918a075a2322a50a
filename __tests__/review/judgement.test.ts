import { redactedText } from "../../review/redaction";
import type { Review } from "../../review/review";
import { planned, planOf, reviewOf } from "../support/planned";

const machine = (name: string, before: object = {}, after: object = before, action = "no-op") =>
  planned("aws_instance", name, [action], { id: `id-${name}`, ...before }, { id: `id-${name}`, ...after });
const kindsOf = ({ findings }: Review) => [...new Set(findings.flatMap(({ kind }) => kind ?? []))].sort();
const nodes = [machine("master-0"), machine("worker-0")];

test.each([
  [
    "a disk that shrinks",
    { root_block_device: [{ volume_size: 20 }] },
    { root_block_device: [{ volume_size: 10 }] },
    "shrink-volume",
  ],
  [
    "metadata without a token",
    { metadata_options: [{ http_tokens: "required" }] },
    { metadata_options: [{ http_tokens: "optional" }] },
    "weaken-metadata",
  ],
  ["another security group", { vpc_security_group_ids: ["a"] }, { vpc_security_group_ids: ["a", "b"] }, "not-judged"],
  ["an attribute that is not in the table", { hibernation: false }, { hibernation: true }, "not-judged"],
])("the review reports %s of an instance", (_, before, after, kind) => {
  expect(kindsOf(reviewOf(planOf(nodes[0], machine("worker-0", before, after, "update"))))).toEqual([kind]);
});

test("the replacement of the SSH key that running nodes accept is a danger", () => {
  const key = planned("tls_private_key", "ssh", ["delete", "create"], {}, {});
  expect(kindsOf(reviewOf(planOf(...nodes, key)))).toEqual(["lose-ssh"]);
});

test("the review assumes a drain and restarts if a step is created on a running worker", () => {
  const step = planned("null_resource", "worker-0_update", ["create"], null, { triggers: { "/etc/a": "1" } });
  const found = reviewOf(planOf(...nodes, step));
  expect(found.verdict).toBe("disruptive");
  expect(found.clusters[0]!.nodes).toMatchObject([{ name: "worker-0", what: "repeated", drained: true }]);
});

test("the review recognises a cluster by a step with a node description, whatever its addresses are", () => {
  const triggers = {
    "/etc/groundup/node.json": "1",
    "/etc/systemd/system/etcd.service": "1",
    instance: "id-k-master-0",
  };
  const step = planned("null_resource", "k-master-0-update", ["delete"], { triggers });
  const gone = planned("aws_instance", "k-master-0", ["delete"], { id: "id-k-master-0" });
  expect(kindsOf(reviewOf(planOf(step, gone)))).toEqual(["destroy-cluster"]);
});

test("it is a danger if workers lose the load balancer before their update", () => {
  const rule = planned("aws_vpc_security_group_ingress_rule", "security_loadBalancer-from-worker-0", ["delete"], {
    ip_protocol: "tcp",
  });
  expect(kindsOf(reviewOf(planOf(...nodes, rule)))).toEqual(["cut-off-workers"]);
});

test("the review names resources that Terraform removes from the state", () => {
  expect(kindsOf(reviewOf(planOf(machine("master-0"), machine("worker-0", {}, {}, "forget"))))).toEqual(["forget"]);
});

test.each([
  ['password = "s3cr3t"', "password = (not shown)"],
  ['auth: { username: u, password: "s3cr3t" }', "auth: (not shown)"],
  ["server: https://u:s3cr3t@example.com/", "server: https://(not shown)@example.com/"],
  ["token: |\n  s3cr3t\nnext: 1", "token: (not shown)\nnext: 1"],
  ["-----BEGIN PRIVATE KEY-----\ns3cr3t\n-----END PRIVATE KEY-----\nnext", "(not shown)\nnext"],
  ["maxPods: 50", "maxPods: 50"],
  ["--service-account-key-file=/etc/sa.pub", "--service-account-key-file=/etc/sa.pub"],
])("the review shows the file text %j as %j", (text, shown) => {
  expect(redactedText(text)).toBe(shown);
});

describe("a setting that cannot change after the cluster is built", () => {
  const fixed = { name: "one", "network.subnets[].cidr": "10.0.0.0/24", "network.subnets[].zone": "" };
  const record = (after: object) =>
    planned("terraform_data", "built", ["delete", "create"], { input: fixed }, { input: { ...fixed, ...after } });
  const built = (...changes: object[]) => reviewOf(planOf(...nodes, ...changes));
  const saysOf = ({ findings }: Review) => findings.flatMap(({ kind, says }) => (kind ? says : []));

  test.each([
    ["name", { name: "two" }, /^name changes from one to two.*Set name back to one/],
    [
      "network.subnets",
      { "network.subnets[].cidr": "10.0.1.0/24" },
      /^network.subnets\[\].cidr changes from 10.0.0.0\/24 to 10.0.1.0\/24/,
    ],
  ])("is named, with what to do, if another %s replaces it", (_, after, says) => {
    const found = built(record(after));
    expect(kindsOf(found)).toEqual(["change-fixed-setting"]);
    expect(saysOf(found)).toEqual([expect.stringMatching(says)]);
  });

  test("stays the same if the cluster file names the zone that AWS had chosen", () => {
    expect(kindsOf(built(record({ "network.subnets[].zone": "us-east-2a" })))).toEqual([]);
  });

  const replaced = (before: object, after: object) => {
    const made = { metadata_options: [{ http_tokens: "required" }] };
    const worker = planned("aws_instance", "worker-0", ["delete", "create"], before, { ...made, ...after });
    return saysOf(reviewOf(planOf(nodes[0], worker))).join();
  };

  test("is read from the instances if no record has it", () => {
    const named = (name: string) => ({ tags: { Name: `${name}-worker-0` } });
    expect(replaced(named("one"), named("two"))).toMatch(/renamed from one to two.*Set name back to one/);
    expect(replaced({ private_ip: "10.0.0.20" }, { private_ip: "10.0.1.20" })).toMatch(
      /worker-0 from 10.0.0.20 to 10.0.1.20.*Set network.subnets and network.vpcCidr back/,
    );
    expect(replaced({ ...named("one"), private_ip: "10.0.0.20" }, { ...named("one"), private_ip: "10.0.0.20" })).toBe(
      "",
    );
  });
});
