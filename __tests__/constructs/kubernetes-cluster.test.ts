import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { NullProvider } from "@cdktf/provider-null/lib/provider";
import { Resource } from "@cdktf/provider-null/lib/resource";
import { TlsProvider } from "@cdktf/provider-tls/lib/provider";
import { type App, TerraformStack } from "cdktf";
import { clusterConfig, type ClusterFileContent, type ExistingNetwork, KubernetesCluster } from "../../index";
import { resourceCount, undefinedReferences } from "../../tools/fixtures/stack-parts";
import { foreignStack, libraryStack, resourcesOf, type Stack, stackOf } from "../../tools/fixtures/synthesized";

const existing: ExistingNetwork = { vpcId: "vpc-1", subnetIds: ["subnet-1"], routeTableIds: ["rtb-1", "rtb-2"] };

const small: ClusterFileContent = { masters: { count: 1 }, workers: { count: 1 } };

const privately: ClusterFileContent = {
  ...small,
  network: { privateNodes: true, vpcCidr: "10.1.0.0/24" }, // without room for public subnets
  ssh: { bastion: { host: "bastion.example.com" } },
};

/** A stack of somebody else's, empty as yet. */
function emptyStack(app: App): TerraformStack {
  const stack = new TerraformStack(app, "platform");
  new AwsProvider(stack, "aws", { region: "us-east-2" });
  new TlsProvider(stack, "tls");
  new NullProvider(stack, "null");
  return stack;
}

/** Clusters in an existing network, in one stack. */
const placed = (network: ExistingNetwork, ...clusters: ClusterFileContent[]): Stack =>
  foreignStack((app: App) => {
    const stack = emptyStack(app);
    clusters.forEach((cluster, index) => {
      const { config } = clusterConfig(cluster, { existingNetwork: true });
      new KubernetesCluster(stack, `cluster-${index}`, { config, network });
    });
  });

/** Blocks of one type. */
const ofType = (stack: Stack, type: string) => Object.values(stack.resource[type] ?? {});

/** A stack's text with cdktf's own ids as groundup's stack has them. */
const plainIds = (value: unknown) =>
  JSON.stringify(value).replace(/\b(kubernetes|cluster-0)_([\w-]+)_[0-9A-F]{8}\b/g, (_, __, id: string) => id);

/** What lands on nodes, and the certificates, without cdktf's comments. */
const contents = ({ locals, resource }: Stack) => {
  const { tls_private_key, tls_cert_request, tls_locally_signed_cert } = resource;
  const { certificate_ends: _, instance_types: __, ...bundles } = locals;
  const all = JSON.parse(plainIds({ bundles, tls_private_key, tls_cert_request, tls_locally_signed_cert })) as object;
  return JSON.parse(JSON.stringify(all, (key, value: unknown) => (key === "//" ? undefined : value))) as unknown;
};

describe("the example of a cluster in the user's own stack", () => {
  const stack = libraryStack();
  const resources = resourcesOf(stack);

  test("refers to nothing that it does not define", () => {
    expect(undefinedReferences(stack)).toEqual([]);
  });

  test("creates no network except the stack's own", () => {
    expect(Object.keys(stack.resource.aws_vpc!)).toEqual(["vpc"]);
    expect(stack.resource).not.toHaveProperty("aws_vpc_dhcp_options");
    expect(ofType(stack, "aws_subnet")).toHaveLength(2);
  });

  test("uses the given subnets in the order of the configuration", () => {
    const subnets = ["${aws_subnet.subnet-eu-central-1a.id}", "${aws_subnet.subnet-eu-central-1b.id}"];
    const nodes = ofType(stack, "aws_instance").map(({ private_ip, subnet_id }) => [private_ip, subnet_id]);
    expect(nodes).toContainEqual(["10.20.0.10", subnets[0]]);
    expect(nodes).toContainEqual(["10.20.1.10", subnets[1]]);
    expect(ofType(stack, "aws_lb")[0]!.subnets).toEqual(subnets);
  });

  test("starts its first steps after the network's routes exist", () => {
    const joins = Object.entries(stack.resource.null_resource!).filter(([name]) => name.includes("_join_"));
    expect(joins).toHaveLength(5);
    for (const [, { depends_on }] of joins) {
      expect(depends_on).toEqual(
        expect.arrayContaining(["aws_route.way-out", "aws_route_table_association.routes-eu-central-1b"]),
      );
    }
  });

  test("passes its attributes to the other resources of the stack", () => {
    const rule = resources["aws_vpc_security_group_ingress_rule.database-from-workers"]!;
    expect(plainIds(rule.referenced_security_group_id)).toBe('"${aws_security_group.security_workers.id}"');
    expect(plainIds(stack.output.api!.value)).toBe('"${aws_lb.api.dns_name}"');
    expect(stack.output.kubeconfig).toMatchObject({
      sensitive: true,
      value: expect.stringContaining("server: https://${aws_lb.kubernetes_api"),
    });
  });
});

test("nodes get the same files as in groundup's own stack", () => {
  expect(contents(placed(existing, small))).toEqual(
    contents(stackOf("{ masters: { count: 1 }, workers: { count: 1 } }")),
  );
});

test("a resource that needs a running cluster waits for the last workers and for the load balancer's targets", () => {
  const stack = foreignStack((app: App) => {
    const own = emptyStack(app);
    const { config } = clusterConfig({ ...small, workers: { count: 2 } });
    const { ready } = new KubernetesCluster(own, "cluster-0", { config });
    new Resource(own, "later", { dependsOn: [...ready] });
  });
  expect(plainIds(stack.resource.null_resource!.later!.depends_on)).toBe(
    '["null_resource.worker-1_update","aws_lb_listener.api_listener","aws_lb_target_group_attachment.api_master-0"]',
  );
  expect(undefinedReferences(stack)).toEqual([]);
});

test("two clusters in one stack share nothing", () => {
  const [one, other] = ["one", "other"].map((name) => ({ ...small, name, operatorCidrs: ["203.0.113.7/32"] }));
  const both = placed(existing, one!, other!);
  expect(resourceCount(both)).toBe(2 * resourceCount(placed(existing, one!)));
  expect(undefinedReferences(both)).toEqual([]);
});

test("without operatorCidrs the stack gets a variable", () => {
  const stack = placed(existing, small);
  expect(Object.keys(stack.variable!)).toEqual([expect.stringMatching(/^cluster-0_operator_cidrs_/)]);
  expect(undefinedReferences(stack)).toEqual([]);
});

describe("private nodes in an existing network", () => {
  const network = { ...existing, loadBalancerSubnetIds: ["subnet-public"] };
  const stack = placed(network, privately);

  test("have their load balancer in public subnets", () => {
    expect(ofType(stack, "aws_lb")[0]!.subnets).toEqual(["subnet-public"]);
    expect(ofType(stack, "aws_instance")[0]!.associate_public_ip_address).toBe(false);
  });

  test("can reach the load balancer of release 0.1 through every NAT gateway", () => {
    const natAddresses = ["192.0.2.1", "192.0.2.2"];
    const upgraded = placed({ ...network, natAddresses }, { ...privately, upgradedFrom: "0.1" });
    const sources = ofType(upgraded, "aws_vpc_security_group_ingress_rule").map(({ cidr_ipv4 }) => cidr_ipv4 as string);
    expect(sources).toEqual(expect.arrayContaining(["192.0.2.1/32", "192.0.2.2/32"]));
  });

  test("have routes to their pods in every table", () => {
    const tables = ofType(stack, "aws_route").map(({ route_table_id }) => route_table_id as string);
    expect(tables.sort()).toEqual(["rtb-1", "rtb-2"]);
  });
});

test("groundup reports everything that does not fit the network at once", () => {
  const none = { vpcId: "vpc-1", subnetIds: [], routeTableIds: [] };
  const paths = ["subnetIds", "loadBalancerSubnetIds", "routeTableIds"];
  expect(() => placed(none, small)).toThrow(
    expect.objectContaining({
      name: "ConfigError",
      problems: paths.map((key) => expect.objectContaining({ path: `network.${key}` })),
    }),
  );
});

test("private nodes need public subnets for the load balancer", () => {
  expect(() => placed(existing, privately)).toThrow(
    expect.objectContaining({
      problems: [expect.objectContaining({ path: "network.loadBalancerSubnetIds" })],
    }),
  );
});

describe("groundup refuses a configuration for the other kind of network", () => {
  const place = (checkedFor: { existingNetwork: boolean }, network?: ExistingNetwork) => () =>
    foreignStack((app: App) => {
      const { config } = clusterConfig({ ...privately, network: { privateNodes: true } }, checkedFor);
      new KubernetesCluster(emptyStack(app), "cluster", { config, network });
    });

  test("if a network is given", () => {
    expect(place({ existingNetwork: false }, existing)).toThrow("existingNetwork: true");
  });

  test("if no network is given", () => {
    expect(place({ existingNetwork: true })).toThrow("without existingNetwork");
  });
});
