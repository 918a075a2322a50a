import { Construct } from "constructs";
import { addCluster, type ClusterAttributes, type KubernetesClusterProps } from "./cluster-parts";

/**
 * A whole cluster: security groups, load balancer, instances, certificates, and the steps that set up nodes. It adds
 * neither providers nor a backend. The stack must have these, with the aws provider in the configuration's region.
 */
export class KubernetesCluster extends Construct implements ClusterAttributes {
  readonly loadBalancerDnsName: ClusterAttributes["loadBalancerDnsName"];
  readonly vpcId: ClusterAttributes["vpcId"];
  readonly loadBalancerSubnetIds: ClusterAttributes["loadBalancerSubnetIds"];
  readonly securityGroupIds: ClusterAttributes["securityGroupIds"];
  readonly masters: ClusterAttributes["masters"];
  readonly workers: ClusterAttributes["workers"];
  readonly podRoleArns: ClusterAttributes["podRoleArns"];
  readonly adminKubeconfig: ClusterAttributes["adminKubeconfig"];
  readonly sshPrivateKey: ClusterAttributes["sshPrivateKey"];
  readonly ready: ClusterAttributes["ready"];
  readonly certificateExpiry: ClusterAttributes["certificateExpiry"];
  readonly authorityExpiry: ClusterAttributes["authorityExpiry"];

  /** @throws ConfigError when network and configuration do not fit, with all problems at once */
  constructor(scope: Construct, id: string, props: KubernetesClusterProps) {
    super(scope, id);
    const parts = addCluster(this, props);
    this.loadBalancerDnsName = parts.loadBalancerDnsName;
    this.vpcId = parts.vpcId;
    this.loadBalancerSubnetIds = parts.loadBalancerSubnetIds;
    this.securityGroupIds = parts.securityGroupIds;
    this.masters = parts.masters;
    this.workers = parts.workers;
    this.podRoleArns = parts.podRoleArns;
    this.adminKubeconfig = parts.adminKubeconfig;
    this.sshPrivateKey = parts.sshPrivateKey;
    this.ready = parts.ready;
    this.certificateExpiry = parts.certificateExpiry;
    this.authorityExpiry = parts.authorityExpiry;
  }
}
