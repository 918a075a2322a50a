import * as ec2 from "@aws-sdk/client-ec2";
import { BalancerReader } from "./balancer-reader";
import { clientConfig } from "./client-config";
import { InstanceTypes } from "./instance-types";
import type {
  Instance,
  InstanceState,
  Inventory,
  RouteTable,
  SecurityGroup,
  SecurityRule,
  Snapshot,
  Volume,
} from "./inventory";
import { publicNameTag } from "./public-name";

/** Name of the root device of Ubuntu's images. */
const rootDevice = "/dev/sda1";

/** Reads from the emulator, through the normal AWS API, everything that the lab has to create on this machine. */
export class InventoryReader {
  private readonly client: ec2.EC2Client;
  private readonly balancers: BalancerReader;
  private readonly types: InstanceTypes;
  private readonly userData = new Map<string, string>();

  constructor(private readonly region: string) {
    this.client = new ec2.EC2Client(clientConfig(region));
    this.types = new InstanceTypes(this.client);
    this.balancers = new BalancerReader(region);
  }

  /** The present state of the account. */
  async read(): Promise<Inventory> {
    const [vpcs, subnets, routeTables, securityGroups, natGateways, instances, disks, balancers] = await Promise.all([
      this.client.send(new ec2.DescribeVpcsCommand({})),
      this.client.send(new ec2.DescribeSubnetsCommand({})),
      this.client.send(new ec2.DescribeRouteTablesCommand({})),
      this.client.send(new ec2.DescribeSecurityGroupsCommand({})),
      this.client.send(new ec2.DescribeNatGatewaysCommand({})),
      this.instances(),
      this.disks(),
      this.balancers.read(),
    ]);
    return {
      region: this.region,
      vpcs: (vpcs.Vpcs ?? []).map((vpc) => ({
        id: vpc.VpcId!,
        cidr: vpc.CidrBlock!,
        isDefault: vpc.IsDefault ?? false,
      })),
      subnets: (subnets.Subnets ?? []).map((subnet) => ({
        id: subnet.SubnetId!,
        vpcId: subnet.VpcId!,
        cidr: subnet.CidrBlock!,
        zone: subnet.AvailabilityZone!,
      })),
      routeTables: (routeTables.RouteTables ?? []).map(routeTable),
      securityGroups: (securityGroups.SecurityGroups ?? []).map(securityGroup),
      natGateways: (natGateways.NatGateways ?? []).flatMap((gateway) => {
        const publicAddress = gateway.NatGatewayAddresses?.[0]?.PublicIp;
        const there = publicAddress && gateway.State === "available";
        return there ? [{ id: gateway.NatGatewayId!, subnetId: gateway.SubnetId!, publicAddress }] : [];
      }),
      instances: instances.map((it) => ({ ...it, rootGib: rootGib(it.id, disks.all) })),
      volumes: disks.all.flatMap(otherVolume),
      snapshots: disks.snapshots,
      ...balancers,
    };
  }

  /** Tells the account that an instance has shut itself down. */
  async stopInstance(id: string): Promise<void> {
    await this.client.send(new ec2.StopInstancesCommand({ InstanceIds: [id] }));
  }

  private async disks(): Promise<{ all: readonly ec2.Volume[]; snapshots: Snapshot[] }> {
    const [volumes, snapshots] = await Promise.all([
      this.client.send(new ec2.DescribeVolumesCommand({})),
      this.client.send(new ec2.DescribeSnapshotsCommand({})),
    ]);
    return {
      all: volumes.Volumes ?? [],
      snapshots: (snapshots.Snapshots ?? []).map((it) => ({ id: it.SnapshotId!, volumeId: it.VolumeId! })),
    };
  }

  private async instances(): Promise<Omit<Instance, "rootGib">[]> {
    const [answer, keys] = await Promise.all([
      this.client.send(new ec2.DescribeInstancesCommand({})),
      this.client.send(new ec2.DescribeKeyPairsCommand({ IncludePublicKey: true })),
    ]);
    const publicKeys = new Map((keys.KeyPairs ?? []).map((key) => [key.KeyName!, key.PublicKey ?? ""]));
    const found = (answer.Reservations ?? []).flatMap((reservation) =>
      (reservation.Instances ?? []).map((instance) => ({ instance, reservation })),
    );
    return Promise.all(
      found.map(async ({ instance, reservation }) => ({
        ...instanceOf(instance, reservation),
        ...(await this.types.size(instance.InstanceType!)),
        publicKey: instance.KeyName
          ? { name: instance.KeyName, openssh: (publicKeys.get(instance.KeyName) ?? "").trim() }
          : undefined,
        userData: await this.userDataOf(instance.InstanceId!, instance.State?.Name as InstanceState),
      })),
    );
  }

  private async userDataOf(id: string, state: InstanceState): Promise<string | undefined> {
    const known = this.userData.get(id);
    if (known !== undefined || state === "terminated") return known;
    const answer = await this.client.send(
      new ec2.DescribeInstanceAttributeCommand({ InstanceId: id, Attribute: "userData" }),
    );
    const text = answer.UserData?.Value ?? "";
    this.userData.set(id, text);
    return text;
  }
}

/** What DescribeInstances says about an instance. */
type OwnWords = Omit<Instance, "publicKey" | "userData" | "rootGib" | "vcpus" | "memoryMib">;

function instanceOf(instance: ec2.Instance, reservation: ec2.Reservation): OwnWords {
  const card = instance.NetworkInterfaces?.[0];
  return {
    id: instance.InstanceId!,
    name: tagOf(instance, "Name") ?? instance.InstanceId!,
    state: instance.State?.Name as InstanceState,
    imageId: instance.ImageId ?? "",
    instanceType: instance.InstanceType ?? "",
    architecture: instance.Architecture ?? "x86_64",
    reservationId: reservation.ReservationId ?? "",
    accountId: reservation.OwnerId ?? "",
    launchTime: instance.LaunchTime?.toISOString() ?? "",
    zone: instance.Placement?.AvailabilityZone ?? "",
    vpcId: instance.VpcId ?? "",
    subnetId: instance.SubnetId ?? "",
    interfaceId: card?.NetworkInterfaceId ?? instance.InstanceId!,
    mac: card?.MacAddress ?? "",
    privateAddress: instance.PrivateIpAddress ?? "",
    publicAddress: card?.Association?.PublicIp ?? instance.PublicIpAddress,
    publicName: tagOf(instance, publicNameTag),
    sourceDestCheck: instance.SourceDestCheck ?? true,
    profile: instance.IamInstanceProfile?.Arn,
    groupIds: (card?.Groups ?? instance.SecurityGroups ?? []).map((group) => group.GroupId!),
    metadata: {
      enabled: instance.MetadataOptions?.HttpEndpoint !== "disabled",
      tokensRequired: instance.MetadataOptions?.HttpTokens === "required",
      hopLimit: instance.MetadataOptions?.HttpPutResponseHopLimit ?? 1,
    },
  };
}

/** Size of an instance's root volume; if the account does not say, that of Ubuntu's images. */
function rootGib(instanceId: string, volumes: readonly ec2.Volume[] = []): number {
  const roots = volumes.filter(({ Attachments = [] }) => Attachments.some((it) => it.Device === rootDevice));
  return roots.find(({ Attachments = [] }) => Attachments[0]?.InstanceId === instanceId)?.Size ?? 8;
}

/** Volumes other than root volumes. Volumes that an instance brings along have the name of its root device. */
function otherVolume({ VolumeId: id, Size: gib, SnapshotId, Attachments = [] }: ec2.Volume): Volume[] {
  if (Attachments.some((it) => it.Device === rootDevice)) return [];
  const attachment = Attachments.find(({ State }) => State !== "detaching");
  return [{ id: id!, gib: gib!, instanceId: attachment?.InstanceId, snapshotId: SnapshotId || undefined }];
}

function tagOf(instance: ec2.Instance, key: string): string | undefined {
  return instance.Tags?.find((tag) => tag.Key === key)?.Value;
}

function routeTable(table: ec2.RouteTable): RouteTable {
  const associations = table.Associations ?? [];
  return {
    id: table.RouteTableId!,
    vpcId: table.VpcId!,
    main: associations.some((association) => association.Main),
    subnetIds: associations.flatMap((association) => association.SubnetId ?? []),
    routes: (table.Routes ?? []).flatMap((route) =>
      route.DestinationCidrBlock ? [{ destination: route.DestinationCidrBlock, target: routeTarget(route) }] : [],
    ),
  };
}

function routeTarget(route: ec2.Route): RouteTable["routes"][number]["target"] {
  if (route.GatewayId === "local") return { kind: "local" };
  if (route.GatewayId?.startsWith("igw-")) return { kind: "internet-gateway" };
  if (route.NatGatewayId) return { kind: "nat-gateway", id: route.NatGatewayId };
  const id = route.NetworkInterfaceId ?? route.InstanceId;
  return id ? { kind: "interface", id } : { kind: "other", id: route.GatewayId ?? "unknown" };
}

function securityGroup(group: ec2.SecurityGroup): SecurityGroup {
  return {
    id: group.GroupId!,
    name: group.GroupName ?? group.GroupId!,
    ingress: (group.IpPermissions ?? []).map(securityRule),
    egress: (group.IpPermissionsEgress ?? []).map(securityRule),
  };
}

function securityRule(permission: ec2.IpPermission): SecurityRule {
  return {
    protocol: permission.IpProtocol ?? "-1",
    from: permission.FromPort,
    to: permission.ToPort,
    cidrs: (permission.IpRanges ?? []).flatMap((range) => range.CidrIp ?? []),
    groupIds: (permission.UserIdGroupPairs ?? []).flatMap((pair) => pair.GroupId ?? []),
  };
}
