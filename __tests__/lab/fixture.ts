import type { Instance, Inventory, SecurityRule } from "../../lab/aws/inventory";

/** An account with a master, a worker with pods, and a load balancer, like the guide's. */
export function account(changes: Partial<Inventory> = {}): Inventory {
  return {
    region: "us-east-2",
    vpcs: [
      { id: "vpc-default", cidr: "172.31.0.0/16", isDefault: true },
      { id: "vpc-1", cidr: "172.31.0.0/16", isDefault: false },
    ],
    subnets: [{ id: "subnet-1", vpcId: "vpc-1", cidr: "172.31.0.0/24", zone: "us-east-2a" }],
    routeTables: [
      {
        id: "rtb-1",
        vpcId: "vpc-1",
        main: false,
        subnetIds: ["subnet-1"],
        routes: [
          { destination: "172.31.0.0/16", target: { kind: "local" } },
          { destination: "0.0.0.0/0", target: { kind: "internet-gateway" } },
          { destination: "172.20.0.0/24", target: { kind: "interface", id: "eni-worker" } },
          { destination: "172.20.1.0/24", target: { kind: "interface", id: "eni-gone" } },
        ],
      },
    ],
    securityGroups: [
      { id: "sg-m", name: "masters", ingress: [tcp(6443, { groupIds: ["sg-lb"] }), tcp(22)], egress: [everything] },
      { id: "sg-w", name: "workers", ingress: [tcp(10250, { groupIds: ["sg-m"] })], egress: [everything] },
      { id: "sg-lb", name: "nlb", ingress: [tcp(6443)], egress: [tcp(6443, { groupIds: ["sg-m"] })] },
    ],
    natGateways: [],
    volumes: [],
    snapshots: [],
    instances: [instance("master", "172.31.0.10", "sg-m"), instance("worker", "172.31.0.20", "sg-w")],
    loadBalancers: [
      {
        arn: "arn:lb",
        name: "api",
        dnsName: "api-1.elb.amazonaws.com",
        internal: false,
        subnetIds: ["subnet-1"],
        addresses: { "subnet-1": "172.31.0.4" },
        groupIds: ["sg-lb"],
        crossZone: false,
        listeners: [{ port: 6443, protocol: "TCP", targetGroupArn: "arn:tg" }],
      },
    ],
    targetGroups: [
      {
        arn: "arn:tg",
        name: "api",
        targetType: "ip",
        preservesClientAddress: false,
        deregistration: { delaySeconds: 30, terminatesConnections: false },
        unhealthy: { terminatesConnections: true, drainingSeconds: 0 },
        targets: [{ id: "172.31.0.10", port: 6443 }],
        health: {
          protocol: "HTTPS",
          port: "traffic-port",
          path: "/readyz",
          matcher: "200-399",
          intervalSeconds: 10,
          timeoutSeconds: 5,
          healthyThreshold: 2,
          unhealthyThreshold: 3,
        },
      },
    ],
    ...changes,
  };
}

/** An instance named by its role. */
export function instance(name: string, privateAddress: string, group: string): Instance {
  const last = privateAddress.split(".").pop();
  return {
    id: `i-${name}`,
    name,
    state: "running",
    imageId: "ami-1",
    instanceType: "t3.small",
    vcpus: 2,
    memoryMib: 2048,
    rootGib: 20,
    architecture: "x86_64",
    reservationId: "r-1",
    accountId: "123456789012",
    launchTime: "2026-11-23T12:00:00.000Z",
    zone: "us-east-2a",
    vpcId: "vpc-1",
    subnetId: "subnet-1",
    interfaceId: `eni-${name}`,
    mac: `02:00:00:00:00:${last}`,
    privateAddress,
    publicAddress: `54.214.0.${last}`,
    sourceDestCheck: name === "master",
    groupIds: [group],
    metadata: { enabled: true, tokensRequired: true, hopLimit: 1 },
    publicKey: { name: "key", openssh: "ssh-ed25519 AAAA" },
    userData: Buffer.from("#cloud-config\n").toString("base64"),
  };
}

/** A rule for one TCP port, from the operator unless another peer is given. */
export function tcp(
  port: number,
  peer: { cidrs?: string[]; groupIds?: string[] } = { cidrs: ["203.0.113.7/32"] },
): SecurityRule {
  return { protocol: "tcp", from: port, to: port, cidrs: peer.cidrs ?? [], groupIds: peer.groupIds ?? [] };
}

const everything: SecurityRule = { protocol: "-1", cidrs: ["0.0.0.0/0"], groupIds: [] };
