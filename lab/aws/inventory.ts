/**
 * What the emulated account contains, as far as the lab creates it on this machine. Plain data, read by `reader.ts`.
 */
export interface Inventory {
  readonly region: string;
  readonly vpcs: readonly Vpc[];
  readonly subnets: readonly Subnet[];
  readonly routeTables: readonly RouteTable[];
  readonly securityGroups: readonly SecurityGroup[];
  readonly natGateways: readonly NatGateway[];
  readonly instances: readonly Instance[];
  /** In addition to the volumes that instances bring along. */
  readonly volumes: readonly Volume[];
  /** Of these volumes, or of volumes that are gone. */
  readonly snapshots: readonly Snapshot[];
  readonly loadBalancers: readonly LoadBalancer[];
  readonly targetGroups: readonly TargetGroup[];
}

export interface Vpc {
  readonly id: string;
  readonly cidr: string;
  readonly isDefault: boolean;
}

export interface Subnet {
  readonly id: string;
  readonly vpcId: string;
  readonly cidr: string;
  readonly zone: string;
}

export interface RouteTable {
  readonly id: string;
  readonly vpcId: string;
  readonly main: boolean;
  readonly subnetIds: readonly string[];
  readonly routes: readonly Route[];
}

export interface Route {
  readonly destination: string;
  readonly target:
    | { readonly kind: "local" }
    | { readonly kind: "internet-gateway" }
    | { readonly kind: "nat-gateway"; readonly id: string }
    | { readonly kind: "interface"; readonly id: string }
    | { readonly kind: "other"; readonly id: string };
}

export interface NatGateway {
  readonly id: string;
  /** The subnet of the gateway, whose route table it uses. */
  readonly subnetId: string;
  readonly publicAddress: string;
}

export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly ingress: readonly SecurityRule[];
  readonly egress: readonly SecurityRule[];
}

export interface SecurityRule {
  /** `tcp`, `udp`, `icmp`, a protocol number, or `-1` for all traffic. */
  readonly protocol: string;
  /** Ports, or ICMP type (`from`) and code (`to`), where -1 is any. */
  readonly from?: number;
  readonly to?: number;
  readonly cidrs: readonly string[];
  readonly groupIds: readonly string[];
}

export type InstanceState = "pending" | "running" | "stopping" | "stopped" | "shutting-down" | "terminated";

export interface Instance {
  readonly id: string;
  /** Its `Name` tag, or its id. */
  readonly name: string;
  readonly state: InstanceState;
  readonly imageId: string;
  readonly instanceType: string;
  /** From the instance type. */
  readonly vcpus: number;
  readonly memoryMib: number;
  /** Size of the root volume. */
  readonly rootGib: number;
  readonly architecture: string;
  readonly reservationId: string;
  readonly accountId: string;
  readonly launchTime: string;
  readonly zone: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly interfaceId: string;
  readonly mac: string;
  readonly privateAddress: string;
  readonly publicAddress?: string;
  /** Name on the internet, in addition to AWS's own; from the lab's tag. */
  readonly publicName?: string;
  readonly sourceDestCheck: boolean;
  readonly groupIds: readonly string[];
  readonly metadata: MetadataOptions;
  readonly publicKey?: { readonly name: string; readonly openssh: string };
  /** ARN of the instance profile. */
  readonly profile?: string;
  /** As given to `RunInstances`, with base64 decoded once; still base64. */
  readonly userData?: string;
}

export interface MetadataOptions {
  readonly enabled: boolean;
  readonly tokensRequired: boolean;
  readonly hopLimit: number;
}

export interface Volume {
  readonly id: string;
  readonly gib: number;
  /** The instance to which the volume is attached; undefined while it is being detached. */
  readonly instanceId?: string;
  /** The snapshot whose content it began with. */
  readonly snapshotId?: string;
}

export interface Snapshot {
  readonly id: string;
  readonly volumeId: string;
}

export interface LoadBalancer {
  readonly arn: string;
  readonly name: string;
  readonly dnsName: string;
  readonly internal: boolean;
  readonly subnetIds: readonly string[];
  /** The private address of its network interface in each subnet, by subnet id. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Without groups, its traffic is not filtered. */
  readonly groupIds: readonly string[];
  readonly crossZone: boolean;
  readonly listeners: readonly Listener[];
}

export interface Listener {
  readonly port: number;
  /** `TCP`, `UDP`, `TLS`. The lab forwards only TCP. */
  readonly protocol: string;
  readonly targetGroupArn: string;
}

export interface TargetGroup {
  readonly arn: string;
  readonly name: string;
  readonly targetType: string;
  /** Whether targets see the addresses of clients. The lab forwards only if they see the load balancer's. */
  readonly preservesClientAddress: boolean;
  readonly health: HealthCheck;
  /** What happens to a target's established connections when it is deregistered. */
  readonly deregistration: {
    readonly delaySeconds: number;
    /** Whether they are reset after the delay. */
    readonly terminatesConnections: boolean;
  };
  /** What happens to a target's established connections when it becomes unhealthy. */
  readonly unhealthy: {
    /** Whether they are reset at once. */
    readonly terminatesConnections: boolean;
    /** If they are not reset at once, they are reset after this many seconds; with 0 they never are. */
    readonly drainingSeconds: number;
  };
  readonly targets: readonly Target[];
}

export interface HealthCheck {
  readonly protocol: string;
  /** `traffic-port`, or a number. */
  readonly port: string;
  readonly path: string;
  readonly matcher: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}

export interface Target {
  /** An address or an instance id, depending on the group's type. */
  readonly id: string;
  readonly port: number;
}
