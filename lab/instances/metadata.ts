import { createHash } from "node:crypto";
import { partitionOf } from "../../lib/partition";
import type { Instance, Inventory, MetadataOptions } from "../aws/inventory";
import { exists } from "../network/fabric";

/** What the metadata service returns to one instance. */
export interface MetadataDocument {
  readonly options: MetadataOptions;
  /** Path below `meta-data/` to text. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Base64. */
  readonly userData?: string;
  readonly identity: Readonly<Record<string, unknown>>;
}

/** The host name that AWS gives an address inside a VPC, without its domain. */
export function hostLabel(address: string): string {
  return `ip-${address.replaceAll(".", "-")}`;
}

/** Domain of a region's private names. */
export function privateDomain(region: string): string {
  return region === "us-east-1" ? "ec2.internal" : `${region}.compute.internal`;
}

/** Name that AWS gives a public address. */
export function publicName(address: string, region: string): string {
  const zone = region === "us-east-1" ? "compute-1" : `${region}.compute`;
  return `ec2-${address.replaceAll(".", "-")}.${zone}.${partitionOf(region).domain}`;
}

/** The documents of all instances of the account, by private address. */
export function metadataDocuments(inventory: Inventory): Record<string, MetadataDocument> {
  return Object.fromEntries(
    inventory.instances.filter(exists).map((instance) => [instance.privateAddress, documentOf(instance, inventory)]),
  );
}

/**
 * The answer to a path below `meta-data/`: a value, a folder's list, or nothing.
 * @param path without a leading slash, as requested.
 */
export function metadataAnswer(metadata: Readonly<Record<string, string>>, path: string): string | undefined {
  const wanted = path.replace(/\/$/, "");
  if (wanted in metadata) return metadata[wanted];
  const folder = wanted === "" ? "" : `${wanted}/`;
  const below = Object.keys(metadata).filter((key) => key.startsWith(folder));
  if (below.length === 0) return undefined;
  const entries = below.map((key) => entryName(key.slice(folder.length), folder, metadata));
  return [...new Set(entries)].sort().join("\n");
}

function entryName(rest: string, folder: string, metadata: Readonly<Record<string, string>>): string {
  const [first, ...more] = rest.split("/");
  if (folder === "public-keys/") return `${first}=${metadata["public-keys/0/name"]}`;
  return more.length > 0 ? `${first}/` : first!;
}

function documentOf(instance: Instance, inventory: Inventory): MetadataDocument {
  return {
    options: instance.metadata,
    metadata: { ...ownMetadata(instance, inventory.region), ...interfaceMetadata(instance, inventory) },
    userData: instance.userData,
    identity: {
      accountId: instance.accountId,
      architecture: instance.architecture,
      availabilityZone: instance.zone,
      imageId: instance.imageId,
      instanceId: instance.id,
      instanceType: instance.instanceType,
      pendingTime: instance.launchTime,
      privateIp: instance.privateAddress,
      region: inventory.region,
      version: "2017-09-30",
    },
  };
}

function ownMetadata(instance: Instance, region: string): Record<string, string> {
  const privateName = `${hostLabel(instance.privateAddress)}.${privateDomain(region)}`;
  const key = instance.publicKey;
  return {
    "ami-id": instance.imageId,
    "ami-launch-index": "0",
    "instance-id": instance.id,
    "instance-life-cycle": "on-demand",
    "instance-type": instance.instanceType,
    "local-ipv4": instance.privateAddress,
    "local-hostname": privateName,
    hostname: privateName,
    mac: instance.mac,
    "placement/availability-zone": instance.zone,
    "placement/region": region,
    "reservation-id": instance.reservationId,
    "security-groups": instance.groupIds.join("\n"),
    "services/domain": partitionOf(region).domain,
    "services/partition": partitionOf(region).name,
    ...publicMetadata("", instance, region),
    ...(instance.profile ? roleMetadata(instance.profile, instance) : {}),
    ...(key ? { "public-keys/0/openssh-key": key.openssh, "public-keys/0/name": key.name } : {}),
  };
}

/** A profile and its role, which has the profile's name here, with invented credentials. */
function roleMetadata(profile: string, { id, launchTime }: Instance): Record<string, string> {
  const madeUp = (part: string, algorithm = "sha256") => createHash(algorithm).update(`${part} of ${id}`);
  const credentials = {
    Code: "Success",
    LastUpdated: launchTime,
    Type: "AWS-HMAC",
    AccessKeyId: `ASIA${madeUp("key").digest("hex").slice(0, 16).toUpperCase()}`,
    SecretAccessKey: madeUp("secret").digest("base64").slice(0, 40),
    Token: ["one", "two", "three", "four"].map((part) => madeUp(part, "sha384").digest("base64")).join(""),
    // AWS's credentials expire within hours; these are valid as long as the instance exists.
    Expiration: "2099-12-31T23:59:59Z",
  };
  const json = (value: object) => JSON.stringify(value, undefined, 2);
  return {
    "iam/info": json({ Code: "Success", InstanceProfileArn: profile }),
    [`iam/security-credentials/${profile.split("/").at(-1)}`]: json(credentials),
  };
}

function publicMetadata(folder: string, { publicAddress }: Instance, region: string): Record<string, string> {
  if (!publicAddress) return {};
  const [address, hostname] = folder ? ["public-ipv4s", "public-hostname"] : ["public-ipv4", "public-hostname"];
  return { [folder + address!]: publicAddress, [folder + hostname!]: publicName(publicAddress, region) };
}

function interfaceMetadata(instance: Instance, inventory: Inventory): Record<string, string> {
  const folder = `network/interfaces/macs/${instance.mac}/`;
  const subnet = inventory.subnets.find((it) => it.id === instance.subnetId)?.cidr ?? "";
  const vpc = inventory.vpcs.find((it) => it.id === instance.vpcId)?.cidr ?? "";
  const own: Record<string, string> = {
    "device-number": "0",
    "interface-id": instance.interfaceId,
    "local-ipv4s": instance.privateAddress,
    mac: instance.mac,
    "owner-id": instance.accountId,
    "security-group-ids": instance.groupIds.join("\n"),
    "subnet-id": instance.subnetId,
    "subnet-ipv4-cidr-block": subnet,
    "vpc-id": instance.vpcId,
    "vpc-ipv4-cidr-block": vpc,
    "vpc-ipv4-cidr-blocks": vpc,
  };
  const placed = Object.entries(own).map(([key, value]) => [folder + key, value]);
  return { ...Object.fromEntries(placed), ...publicMetadata(folder, instance, inventory.region) };
}
