/**
 * Creates in the emulated account what a cluster file expects there: a key pair, buckets, instance profiles, a bastion.
 * This is a program of its own, because the emulator can be reached only from the operator's namespace.
 */
import * as ec2 from "@aws-sdk/client-ec2";
import { addressAt } from "../../lib/cidr";
import { sleep } from "../../lib/processes";
import { addresses, emulatorEndpoint } from "../settings";
import { clientConfig } from "./client-config";
import type { BastionSpec, Premises } from "./premises-data";
import { publicNameTag } from "./public-name";

const groupName = "groundup-lab-bastion";

/** The bastion's position in its subnet: the first that AWS does not reserve, below the positions of nodes. */
const bastionPosition = 4;

async function makePremises({ region, keyPairs, buckets, profiles }: Premises): Promise<void> {
  const client = new ec2.EC2Client(clientConfig(region));
  const known = (await client.send(new ec2.DescribeKeyPairsCommand({}))).KeyPairs ?? [];
  for (const { name, publicKey } of keyPairs.filter((pair) => !known.some((it) => it.KeyName === pair.name))) {
    const PublicKeyMaterial = Buffer.from(publicKey);
    await client.send(new ec2.ImportKeyPairCommand({ KeyName: name, PublicKeyMaterial }));
  }
  for (const bucket of buckets) await fetch(`${emulatorEndpoint}/${bucket}`, { method: "PUT" });
  for (const profile of profiles) await makeProfile(profile);
}

/** The emulator identifies the service by the scope of the signature, and does not verify the signature. */
async function makeProfile(name: string): Promise<void> {
  const body = new URLSearchParams({
    Action: "CreateInstanceProfile",
    Version: "2010-05-08",
    InstanceProfileName: name,
  });
  const authorization = "AWS4-HMAC-SHA256 Credential=lab/20260101/us-east-1/iam/aws4_request";
  await fetch(emulatorEndpoint, { method: "POST", headers: { authorization }, body });
}

/**
 * Waits until the cluster has its key pair and a subnet with a route to the internet, and creates the bastion there.
 */
async function makeBastion(spec: BastionSpec): Promise<void> {
  const client = new ec2.EC2Client(clientConfig(spec.region));
  if (await findBastion(client)) return;
  let subnet = await publicSubnet(client);
  const ready = async () => !spec.keyPair || hasKeyPair(client, spec.keyPair);
  for (; !subnet || !(await ready()); await sleep(1000)) subnet ??= await publicSubnet(client);
  const images = await client.send(new ec2.DescribeImagesCommand({}));
  const tags = [
    { Key: "Name", Value: "bastion" },
    { Key: publicNameTag, Value: spec.host },
  ];
  const group = await makeGroup(client, subnet.VpcId!, spec.port);
  const where = { SubnetId: subnet.SubnetId, PrivateIpAddress: addressAt(subnet.CidrBlock!, bastionPosition) };
  const card = { DeviceIndex: 0, ...where, AssociatePublicIpAddress: true, Groups: [group] };
  const request = new ec2.RunInstancesCommand({
    ImageId: images.Images![0]!.ImageId,
    MinCount: 1,
    MaxCount: 1,
    KeyName: spec.keyPair,
    UserData: spec.userData,
    NetworkInterfaces: [card],
    TagSpecifications: [{ ResourceType: "instance", Tags: tags }],
  });
  await client.send(request);
}

/** Waits until no node behind the bastion is left, and removes the bastion. */
async function removeBastion(region: string): Promise<void> {
  const client = new ec2.EC2Client(clientConfig(region));
  while ((await liveInstances(client)).some((it) => !isBastion(it))) await sleep(1000);
  const bastion = await findBastion(client);
  if (bastion) await client.send(new ec2.TerminateInstancesCommand({ InstanceIds: [bastion.InstanceId!] }));
  const groups = await client.send(new ec2.DescribeSecurityGroupsCommand({}));
  for (const { GroupId } of (groups.SecurityGroups ?? []).filter((it) => it.GroupName === groupName)) {
    await client.send(new ec2.DeleteSecurityGroupCommand({ GroupId }));
  }
}

async function liveInstances(client: ec2.EC2Client): Promise<ec2.Instance[]> {
  const answer = await client.send(new ec2.DescribeInstancesCommand({}));
  const instances = (answer.Reservations ?? []).flatMap((it) => it.Instances ?? []);
  return instances.filter((it) => it.State?.Name !== "terminated");
}

function isBastion(instance: ec2.Instance): boolean {
  return (instance.Tags ?? []).some((tag) => tag.Key === publicNameTag);
}

async function findBastion(client: ec2.EC2Client): Promise<ec2.Instance | undefined> {
  return (await liveInstances(client)).find(isBastion);
}

async function publicSubnet(client: ec2.EC2Client): Promise<ec2.Subnet | undefined> {
  const tables = (await client.send(new ec2.DescribeRouteTablesCommand({}))).RouteTables ?? [];
  const open = tables.filter((table) => table.Routes?.some((route) => route.GatewayId?.startsWith("igw-")));
  const ids = open.flatMap((table) => (table.Associations ?? []).flatMap((it) => it.SubnetId ?? []));
  const subnets = (await client.send(new ec2.DescribeSubnetsCommand({}))).Subnets ?? [];
  return subnets.find((subnet) => ids.includes(subnet.SubnetId!));
}

async function hasKeyPair(client: ec2.EC2Client, name: string): Promise<boolean> {
  const answer = await client.send(new ec2.DescribeKeyPairsCommand({}));
  return (answer.KeyPairs ?? []).some((it) => it.KeyName === name);
}

async function makeGroup(client: ec2.EC2Client, VpcId: string, port: number): Promise<string> {
  const made = await client.send(
    new ec2.CreateSecurityGroupCommand({ GroupName: groupName, Description: "The lab's bastion", VpcId }),
  );
  const CidrIp = `${addresses.operator}/32`;
  const IpPermissions = [{ IpProtocol: "tcp", FromPort: port, ToPort: port, IpRanges: [{ CidrIp }] }];
  await client.send(new ec2.AuthorizeSecurityGroupIngressCommand({ GroupId: made.GroupId, IpPermissions }));
  return made.GroupId!;
}

const actions: Readonly<Record<string, (argument: string) => Promise<void>>> = {
  premises: (argument) => makePremises(JSON.parse(argument) as Premises),
  bastion: (argument) => makeBastion(JSON.parse(argument) as BastionSpec),
  "remove-bastion": removeBastion,
};

void actions[process.argv[2]!]!(process.argv[3]!);
