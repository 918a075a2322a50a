import { DataAwsAmi } from "@cdktf/provider-aws/lib/data-aws-ami";
import { EbsVolume } from "@cdktf/provider-aws/lib/ebs-volume";
import { Instance } from "@cdktf/provider-aws/lib/instance";
import { Route } from "@cdktf/provider-aws/lib/route";
import { VolumeAttachment } from "@cdktf/provider-aws/lib/volume-attachment";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { clusterTag } from "../components/parts/cloud-controller-rights";
import type { ClusterNode } from "../lib/address-plan";
import type { ClusterConfig } from "../lib/config";
import { ids } from "../lib/contract/ids";
import type { Role } from "../lib/contract/node-name";
import { partitionOf } from "../lib/partition";
import { escapeTemplate } from "./provisioning/template";
import type { Identity } from "./identity";
import type { SshKey } from "./ssh-key";
import type { Surroundings } from "./surroundings";

const ec2Architecture: Record<ClusterConfig["architecture"], string> = { amd64: "x86_64", arm64: "arm64" };

/** The newest Ubuntu 24.04 image of its publisher. A newer image is used only for new nodes. */
export class UbuntuImage extends Construct {
  readonly id: string;

  constructor(scope: Construct, id: string, { architecture, region }: ClusterConfig) {
    super(scope, id);
    const filter = (name: string, value: string) => ({ name, values: [value] });
    this.id = new DataAwsAmi(this, "Resource", {
      owners: [partitionOf(region).ubuntuOwner],
      mostRecent: true,
      filter: [
        filter("name", `ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-${architecture}-server-*`),
        filter("architecture", ec2Architecture[architecture]),
        filter("root-device-type", "ebs"),
        filter("virtualization-type", "hvm"),
      ],
    }).id;
  }
}

/** The inputs that all nodes share. */
export interface NodeSurroundings extends Surroundings {
  readonly image: UbuntuImage;
  readonly sshKey: SshKey;
  /**
   * The identity of the cluster's pods in AWS.
   * @default the cluster file has none
   */
  readonly identity?: Identity;
  /** Renders the user data of a role's nodes. */
  readonly userData: Readonly<Record<Role, (node: ClusterNode) => string>>;
}

/** The inputs of one node. */
export interface NodeProps extends NodeSurroundings {
  readonly plan: ClusterNode;
}

/** The attributes of a node that other constructs can use. */
export interface NodeAttributes {
  /** `worker-0`: unique in the cluster. */
  readonly name: string;
  /** `ip-172-31-0-20`: the host name, which is also the name in Kubernetes. */
  readonly hostname: string;
  readonly role: Role;
  /** The fixed private address. */
  readonly privateIp: string;
  /** The EC2 instance; apply-time. */
  readonly instanceId: string;
  /** The public address. Empty with `network.privateNodes`; apply-time. */
  readonly publicIp: string;
  /** The current instance type. It may differ from the configuration until the node is replaced; apply-time. */
  readonly instanceType: string;
}

/** The root volume. AWS creates and deletes it together with its instance. */
const rootDisk = (volumeSize: number, tags: Record<string, string>) => ({
  volumeType: "gp3",
  volumeSize,
  encrypted: true,
  tags,
});

/** The tag without which the controller of load balancers ignores an instance. Only workers have Nodes. */
const balancedTag = (config: ClusterConfig, { role }: ClusterNode): Record<string, string> =>
  config.aws.loadBalancers && role === "worker" ? { [clusterTag(config)]: "owned" } : {};

/** One EC2 instance. A worker also has the VPC's routes to its pods. */
export class Node extends Construct {
  readonly instance: Instance;
  readonly plan: ClusterNode;
  /** The routes to a worker's pods. */
  readonly routes: readonly Route[];
  /**
   * ID of the volume with the node's etcd data; apply-time.
   * @default undefined: the node has no such volume
   */
  readonly etcdVolumeId?: string;
  /** What this node needs in addition to what all nodes share. Its first step waits for these resources. */
  readonly needs: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: NodeProps) {
    super(scope, id);
    const { plan, cluster, network, groups, image, sshKey, identity, userData } = props;
    this.plan = plan;
    const { masters, workers } = cluster.config;
    const role = plan.role === "master" ? masters : workers;
    const master = plan.role === "master" ? masters : undefined;
    this.instance = new Instance(this, "Resource", {
      ami: image.id,
      instanceType: role.instanceType,
      iamInstanceProfile: role.instanceProfile ?? (master && identity?.mastersProfile),
      disableApiTermination: master?.terminationProtection,
      keyName: sshKey.pairName,
      subnetId: network.subnetIds[plan.subnet]!,
      privateIp: plan.address,
      associatePublicIpAddress: !cluster.config.network.privateNodes,
      vpcSecurityGroupIds: [groups.idOf(plan.role === "master" ? "masters" : "workers")],
      // Packets of pods have the addresses of pods, not of the instance.
      sourceDestCheck: false,
      userData: escapeTemplate(userData[plan.role](plan)),
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      rootBlockDevice: rootDisk(role.rootVolumeGiB, { ...cluster.config.tags, Name: plan.tagName }),
      tags: { Name: plan.tagName, ...balancedTag(cluster.config, plan) },
      // A changed image, type or user data is only for the next instance. A running instance must never be replaced by
      // surprise, or be stopped together with all others of its role. A stopped instance has no public address, which
      // the provider takes for a changed setting (https://github.com/hashicorp/terraform-provider-aws/issues/33775).
      lifecycle: {
        ignoreChanges: ["ami", "associate_public_ip_address", "instance_type", "user_data"],
        preventDestroy: master?.preventDestroy,
      },
    });
    this.routes = plan.podCidr ? this.addPodRoutes(plan.podCidr, network.routeTableIds) : [];
    const etcd = master?.etcdVolumeGiB ? this.addEtcdVolume(master) : undefined;
    this.etcdVolumeId = etcd?.volume.id;
    this.needs = etcd ? [etcd.attachment] : [];
  }

  get attributes(): NodeAttributes {
    const { name, hostname, role, address } = this.plan;
    const { id, publicIp, instanceType } = this.instance;
    return { name, hostname, role, privateIp: address, instanceId: id, publicIp, instanceType };
  }

  private addPodRoutes(podCidr: string, tableIds: readonly string[]): Route[] {
    return tableIds.map(
      (routeTableId, table) =>
        new Route(this, ids.pods({ table }), {
          routeTableId,
          destinationCidrBlock: podCidr,
          networkInterfaceId: this.instance.primaryNetworkInterfaceId,
        }),
    );
  }

  /** A volume that outlives its instance. When the instance is replaced, the volume is attached to the new one. */
  private addEtcdVolume({ etcdVolumeGiB, preventDestroy }: ClusterConfig["masters"]) {
    const volume = new EbsVolume(this, ids.etcdVolume, {
      availabilityZone: this.instance.availabilityZone,
      type: "gp3",
      size: etcdVolumeGiB,
      encrypted: true,
      tags: { Name: `${this.plan.tagName}-etcd` },
      // While the instance is replaced, its zone is unknown. That must not replace the volume.
      lifecycle: { ignoreChanges: ["availability_zone"], preventDestroy },
    });
    const attachment = new VolumeAttachment(this, ids.etcdVolumeAttachment, {
      // The device name on Xen. On Nitro, the kernel chooses the name (EBS user guide, "Device names for volumes").
      deviceName: "/dev/sdf",
      volumeId: volume.id,
      instanceId: this.instance.id,
      // AWS cannot detach a volume that is still mounted.
      stopInstanceBeforeDetaching: true,
    });
    return { volume, attachment };
  }
}
