import { fakeValues, clusterOf } from "../../tools/fixtures/golden";
import { loadBalancerPolicies } from "../../components/parts/balancer-policies";
import { cloudController } from "../../components/cloud-controller";
import { cloudControllerRights } from "../../components/parts/cloud-controller-rights";
import { ingressRules } from "../../components/derived/exposure";
import { kubelet } from "../../components/kubelet";

const wanted = "aws: { identity: { bucket: b-oidc }, loadBalancers: true }";
const manifests = (text: string) => cloudController.manifests!(clusterOf(text), fakeValues);
const statements = cloudControllerRights({ name: "my", region: "us-gov-west-1" });

test("the controller changes only what has the cluster's tag", () => {
  const free = statements.filter(({ Condition }) => !Condition).map(({ Sid }) => Sid);
  expect(free).toEqual(["Describe", "CreateGroupsInVpc"]);
  for (const { Action } of statements.filter(({ Resource }) => Resource === "*"))
    expect(Action.filter((action) => !/^[a-z0-9]+:Describe/.test(action))).toEqual([]);
  for (const { Condition } of statements.filter(({ Sid }) => /^(Own|Create)/.test(Sid) && Sid !== "CreateGroupsInVpc"))
    expect(JSON.stringify(Condition)).toMatch(/"aws:(Request|Resource)Tag\/kubernetes\.io\/cluster\/my":"owned"/);
});

test("the controller tags only what it makes", () => {
  const tagging = statements.filter(({ Action }) => Action.some((action) => /Tags$/.test(action)));
  expect(tagging.map(({ Condition }) => Object.keys(Condition!.StringEquals!))).toEqual([
    ["ec2:CreateAction"],
    ["elasticloadbalancing:CreateAction"],
  ]);
});

test("the controller may make network load balancers and no classic ones, in the region's partition", () => {
  const resources = statements.flatMap(({ Resource }) => Resource).filter((it) => it.includes("loadbalancer"));
  expect(resources.length).toBeGreaterThan(0);
  for (const arn of resources)
    expect(arn).toMatch(/^arn:aws-us-gov:elasticloadbalancing:us-gov-west-1:\*:loadbalancer\/net\//);
});

test("the inline policy of the role fits IAM's quota of 10,240 characters", () => {
  const longest = cloudControllerRights({ name: "x".repeat(40), region: "us-gov-west-1" });
  expect(JSON.stringify({ Version: "2012-10-17", Statement: longest }).length).toBeLessThan(10_240);
});

test("without loadBalancers there is no role, no rule for NodePorts from the VPC and no provider id", () => {
  const cluster = clusterOf("aws: { identity: { bucket: b-oidc } }");
  expect(cloudController.podRoles!(cluster)).toEqual([]);
  expect(ingressRules(cluster).filter(({ id }) => id.includes("30000"))).toEqual([]);
  const [worker] = cluster.workers;
  expect(kubelet.service!(cluster, worker!)!.flags).not.toHaveProperty("config-dir");
  expect(JSON.stringify(kubelet.nodeFiles!(cluster, worker!, fakeValues))).not.toContain("providerID");
});

test("with loadBalancers the VPC reaches TCP NodePorts, and kubelets register with their instance", () => {
  const cluster = clusterOf(wanted);
  const [rule, ...others] = ingressRules(cluster).filter(({ id }) => id.includes("30000"));
  expect(others).toEqual([]);
  expect(rule).toMatchObject({ group: "workers", protocol: "tcp", from: 30000, to: 32767 });
  expect(rule!.source).toEqual({ cidr: cluster.config.network.vpcCidr });
  const [worker] = cluster.workers;
  const file = kubelet.nodeFiles!(cluster, worker!, fakeValues).find(({ path }) =>
    path.startsWith("/etc/kubernetes/kubelet.d"),
  );
  expect(file!.lines).toContain("providerID: <provider id worker-0>");
});

test("the controller does not touch nodes' security groups, addresses or routes", () => {
  const config = manifests(wanted).find(({ kind }) => kind === "ConfigMap") as unknown as {
    data: Record<string, string>;
  };
  expect(config.data["cloud.conf"]).toContain("DisableSecurityGroupIngress = true\n");
  expect(config.data["cloud.conf"]).toContain("NLBSecurityGroupMode = Managed\n");
  expect(JSON.stringify(manifests(wanted))).toContain(
    "--controllers=service-lb-controller,cloud-node-lifecycle-controller",
  );
});

test("the policy leaves Services of other controllers alone, and keeps what users set", () => {
  const [policy] = loadBalancerPolicies(fakeValues.network) as unknown as {
    spec: {
      matchConditions: { expression: string }[];
      mutations: { applyConfiguration: { expression: string } }[];
    };
  }[];
  const conditions = policy!.spec.matchConditions.map(({ expression }) => expression);
  expect(conditions).toContain("!has(object.spec.loadBalancerClass)");
  expect(conditions.some((it) => it.endsWith('aws-load-balancer-type"] == "nlb"'))).toBe(true);
  const texts = policy!.spec.mutations.map(({ applyConfiguration }) => applyConfiguration.expression);
  expect(texts).toHaveLength(4);
  for (const text of texts) expect(text).toContain("? Object{metadata: ");
});
