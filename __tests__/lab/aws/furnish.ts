import { generateKeyPairSync } from "node:crypto";
import type { Ask } from "../../support/query-client";

/** Ids of the contents of an account, by short names. */
export type Furnished = Readonly<Record<string, string>>;

/** Creates one of each resource in an empty account: a network, an instance, a load balancer, volumes, addresses. */
export async function furnish(ask: Ask): Promise<Furnished> {
  const network = await makeNetwork(ask);
  const rest = await makeMachines(ask, network);
  return { ...network, ...rest };
}

async function makeNetwork(ask: Ask): Promise<Furnished> {
  const vpc = (await ask("ec2:CreateVpc", { CidrBlock: "10.0.0.0/16" })).text("vpcId");
  const other = (await ask("ec2:CreateVpc", { CidrBlock: "10.9.0.0/16" })).text("vpcId");
  const subnetOf = async (VpcId: string, CidrBlock: string, zone: string) =>
    (await ask("ec2:CreateSubnet", { VpcId, CidrBlock, AvailabilityZone: `us-east-2${zone}` })).text("subnetId");
  const subnet = await subnetOf(vpc, "10.0.0.0/24", "a");
  const sibling = await subnetOf(vpc, "10.0.1.0/24", "a");
  const full = await subnetOf(vpc, "10.0.2.0/28", "b");
  const bare = await subnetOf(other, "10.9.0.0/24", "a");
  const reservation = { SubnetId: full, Cidr: "10.0.2.8/29", ReservationType: "explicit" };
  await ask("ec2:CreateSubnetCidrReservation", reservation);
  const gateway = (await ask("ec2:CreateInternetGateway", {})).text("internetGatewayId");
  const loose = (await ask("ec2:CreateInternetGateway", {})).text("internetGatewayId");
  await ask("ec2:AttachInternetGateway", { VpcId: vpc, InternetGatewayId: gateway });
  const table = (await ask("ec2:CreateRouteTable", { VpcId: vpc })).text("routeTableId");
  await ask("ec2:AssociateRouteTable", { RouteTableId: table, SubnetId: subnet });
  await ask("ec2:CreateRoute", { RouteTableId: table, DestinationCidrBlock: "0.0.0.0/0", GatewayId: gateway });
  return { vpc, other, subnet, sibling, full, bare, gateway, loose, table };
}

async function makeMachines(ask: Ask, { vpc = "", subnet = "" }: Furnished): Promise<Furnished> {
  const named = { VpcId: vpc, GroupName: "nodes", GroupDescription: "nodes" };
  const group = (await ask("ec2:CreateSecurityGroup", named)).text("groupId");
  const ssh = { IpProtocol: "tcp", FromPort: "22", ToPort: "22", "IpRanges.1.CidrIp": "203.0.113.0/24" };
  const rule = Object.entries(ssh).map(([name, value]) => [`IpPermissions.1.${name}`, value]);
  await ask("ec2:AuthorizeSecurityGroupIngress", { GroupId: group, ...Object.fromEntries(rule) });
  const key = Buffer.from(openSshKey()).toString("base64");
  await ask("ec2:ImportKeyPair", { KeyName: "key", PublicKeyMaterial: key });
  const balancing = await makeBalancer(ask, vpc, subnet, group);
  const image = (await ask("ec2:DescribeImages", {})).text("imageId");
  const card = {
    DeviceIndex: "0",
    SubnetId: subnet,
    PrivateIpAddress: "10.0.0.20",
    AssociatePublicIpAddress: "true",
    "SecurityGroupId.1": group,
  };
  const cards = Object.entries(card).map(([name, value]) => [`NetworkInterface.1.${name}`, value]);
  const one = { MinCount: "1", MaxCount: "1", ImageId: image, InstanceType: "t3.small", DisableApiTermination: "true" };
  const run = await ask("ec2:RunInstances", { ...one, ...Object.fromEntries(cards) });
  const rootVolume = (await ask("ec2:DescribeVolumes", {})).text("volumeId");
  const address = (await ask("ec2:AllocateAddress", { Domain: "vpc" })).text("allocationId");
  await ask("ec2:CreateNatGateway", { SubnetId: subnet, AllocationId: address });
  const disk = { AvailabilityZone: "us-east-2b", VolumeType: "gp3", Size: "10" };
  const volume = (await ask("ec2:CreateVolume", disk)).text("volumeId");
  await ask("ec2:ModifyVolume", { VolumeId: volume, Size: "20" });
  const instance = run.text("instanceId");
  const volumes = await makeVolumes(ask, instance);
  return { ...balancing, ...volumes, group, key, image, instance, rootVolume, address, volume };
}

/** A volume that an instance has as /dev/sdf, one that nobody has, and a snapshot. */
async function makeVolumes(ask: Ask, instance: string): Promise<Furnished> {
  const disk = { AvailabilityZone: "us-east-2a", VolumeType: "gp3", Size: "10" };
  const attached = (await ask("ec2:CreateVolume", disk)).text("volumeId");
  const spare = (await ask("ec2:CreateVolume", disk)).text("volumeId");
  await ask("ec2:AttachVolume", { VolumeId: attached, InstanceId: instance, Device: "/dev/sdf" });
  const snapshot = (await ask("ec2:CreateSnapshot", { VolumeId: attached })).text("snapshotId");
  return { attached, spare, snapshot };
}

async function makeBalancer(ask: Ask, vpc: string, subnet: string, group: string): Promise<Furnished> {
  const wanted = { Name: "api", Type: "network", "Subnets.member.1": subnet, "SecurityGroups.member.1": group };
  const made = await ask("elbv2:CreateLoadBalancer", wanted);
  const balancer = made.text("LoadBalancerArn");
  const port = { Protocol: "TCP", Port: "6443" };
  const targets = (await ask("elbv2:CreateTargetGroup", { Name: "api", VpcId: vpc, ...port })).text("TargetGroupArn");
  const action = {
    "DefaultActions.member.1.Type": "forward",
    "DefaultActions.member.1.TargetGroupArn": targets,
  };
  await ask("elbv2:CreateListener", { LoadBalancerArn: balancer, ...port, ...action });
  const balancerAddress = (await ask("ec2:DescribeNetworkInterfaces", {})).text("privateIpAddress");
  return { balancer, balancerName: made.text("DNSName"), balancerAddress, targets };
}

/** A public key in the format of `ssh-keygen`. */
function openSshKey(): string {
  const { x } = generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" });
  const part = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
  const wire = Buffer.concat([part(Buffer.from("ssh-ed25519")), part(Buffer.from(x!, "base64url"))]);
  return `ssh-ed25519 ${wire.toString("base64")} test`;
}
