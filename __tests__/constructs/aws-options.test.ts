import { resourcesOf, type Stack, stackOf } from "../../tools/fixtures/synthesized";

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA";
const plain = resourcesOf(stackOf());
const ofType = (stack: Stack, type: string) => Object.values(stack.resource[type] ?? {});

describe("by default", () => {
  test("no instance has a role, no master is protected, and every root volume is encrypted", () => {
    for (const instance of ofType(stackOf(), "aws_instance")) {
      expect(instance).not.toHaveProperty("iam_instance_profile");
      expect(instance).not.toHaveProperty("disable_api_termination");
      expect(instance.lifecycle).toEqual({
        ignore_changes: ["ami", "associate_public_ip_address", "instance_type", "user_data"],
      });
      expect(instance.root_block_device).toMatchObject({ encrypted: true });
      expect(instance.metadata_options).toMatchObject({ http_tokens: "required", http_put_response_hop_limit: 1 });
    }
  });

  test("every security group and every rule says what it is for", () => {
    const described = Object.entries(plain).filter(([address]) => /^aws_(vpc_)?security_group/.test(address));
    expect(described.length).toBeGreaterThan(20);
    expect(described.filter(([, { description }]) => !description)).toEqual([]);
  });
});

describe("private nodes in two zones", () => {
  const subnets = "[{ cidr: 172.31.0.0/24, zone: us-east-2a }, { cidr: 172.31.1.0/24, zone: us-east-2b }]";
  const stack = stackOf(`{ network: { privateNodes: true, subnets: ${subnets} }, ssh: { bastion: { host: jump } } }`);
  const resources = resourcesOf(stack);

  test("have no public address, and use the NAT gateway of their own zone", () => {
    expect(ofType(stack, "aws_instance").map((it) => it.associate_public_ip_address)).toEqual(Array(6).fill(false));
    for (const zone of [0, 1]) {
      const table = `\${aws_route_table.network_zone-${zone}_routes.id}`;
      expect(resources[`aws_route_table_association.network_subnet-${zone}-routes`]!.route_table_id).toBe(table);
      expect(resources[`aws_route.network_zone-${zone}_default-route`]).toMatchObject({
        route_table_id: table,
        nat_gateway_id: `\${aws_nat_gateway.network_zone-${zone}_nat.id}`,
      });
    }
  });

  test("have routes to their pods from both zones", () => {
    const tables = ["pods", "pods-1"].map((id) => resources[`aws_route.worker-0_${id}`]!.route_table_id);
    expect(tables).toEqual([0, 1].map((zone) => `\${aws_route_table.network_zone-${zone}_routes.id}`));
  });

  test("have a load balancer in public subnets, without rules for connections from nodes", () => {
    expect(resources["aws_lb.api"]!.subnets).toEqual(
      [0, 1].map((zone) => `\${aws_subnet.network_zone-${zone}_public.id}`),
    );
    const rules = Object.entries(resources).filter(([address]) => address.includes("loadBalancer-from-"));
    expect(rules).toEqual([]);
  });
});

describe("an SSH key without an EC2 key pair", () => {
  test.each([
    ["generated", "{ publicKey: generated }", "  - ${trimspace(tls_private_key.ssh.public_key_openssh)}"],
    ["brought along", `{ publicKey: ${key}, privateKeyFile: a.pem }`, `  - ${key}`],
  ])("%s, is in user data and not in a key pair", (_, authorizedKey, line) => {
    const stack = stackOf(`ssh: { authorizedKey: ${authorizedKey} }`);
    expect(stack.resource).not.toHaveProperty("aws_key_pair");
    for (const instance of ofType(stack, "aws_instance")) {
      expect(instance).not.toHaveProperty("key_name");
      expect(instance.user_data).toContain(`ssh_authorized_keys:\n${line}\n`);
    }
  });
});

test("connections check the host key of a node, or the host CA if the node has no host key", () => {
  const other = `${key}B`;
  const file = `ssh: { hostKeys: { master-0: ${key} }, hostCertificateAuthority: ${other} }`;
  const resources = resourcesOf(stackOf(file));
  const checked = (address: string) => resources[`null_resource.${address}`]!.connection;
  expect(checked("master-0_join")).toMatchObject({ host_key: key });
  expect(checked("worker-2_update")).toMatchObject({ host_key: other });
  expect(plain["null_resource.master-0_join"]!.connection).not.toHaveProperty("host_key");
});

test("etcd's volume is in its master's zone, is encrypted, and stays if the zone's name changes", () => {
  const resources = resourcesOf(stackOf("masters: { count: 3, etcdVolumeGiB: 10, preventDestroy: true }"));
  expect(resources["aws_ebs_volume.master-2_etcd-volume"]).toMatchObject({
    ...{ size: 10, type: "gp3", encrypted: true },
    lifecycle: { ignore_changes: ["availability_zone"], prevent_destroy: true },
  });
  expect(resources["aws_volume_attachment.master-2_etcd-volume-attachment"]).toMatchObject({
    instance_id: "${aws_instance.master-2.id}",
    stop_instance_before_detaching: true,
  });
  expect(resources["null_resource.master-2_join"]!.depends_on).toContain(
    "aws_volume_attachment.master-2_etcd-volume-attachment",
  );
  expect(Object.keys(plain).filter((address) => address.includes("volume"))).toEqual([]);
});

test("the stack has IAM roles, protection and flow logs if the cluster file sets them", () => {
  const stack = stackOf(`
    network: { flowLogs: { s3: "arn:aws:s3:::logs/vpc" } }
    masters: { instanceProfile: m, terminationProtection: true, preventDestroy: true }
    workers: { instanceProfile: w }`);
  const resources = resourcesOf(stack);
  expect(resources["aws_instance.master-0"]).toMatchObject({
    iam_instance_profile: "m",
    disable_api_termination: true,
    lifecycle: { prevent_destroy: true },
  });
  expect(resources["aws_instance.worker-0"]).toMatchObject({ iam_instance_profile: "w" });
  expect(resources["aws_instance.worker-0"]!.lifecycle).not.toHaveProperty("prevent_destroy");
  expect(resources["aws_flow_log.network_flow-log"]).toMatchObject({
    log_destination: "arn:aws:s3:::logs/vpc",
    log_destination_type: "s3",
    traffic_type: "ALL",
  });
});
