import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Route } from "@cdktf/provider-aws/lib/route";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { NullProvider } from "@cdktf/provider-null/lib/provider";
import { TlsProvider } from "@cdktf/provider-tls/lib/provider";
import { Annotations, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { clusterConfig, type ExistingNetwork, KubernetesCluster } from "groundup";

const region = "eu-central-1";
const vpcCidr = "10.20.0.0/16";
const subnets = [
  { cidr: "10.20.0.0/24", zone: "eu-central-1a" },
  { cidr: "10.20.1.0/24", zone: "eu-central-1b" },
];

/** A VPC of one's own, a cluster in it, and a database's security group that lets the cluster's workers in. */
export class PlatformStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new LocalBackend(this, { path: "platform.tfstate" });
    new AwsProvider(this, "aws", { region });
    new TlsProvider(this, "tls");
    new NullProvider(this, "null");

    const { config, warnings } = clusterConfig(
      {
        name: "platform",
        region,
        network: { vpcCidr, subnets },
        masters: { count: 3 },
        workers: { count: 2 },
        operatorCidrs: ["203.0.113.7/32"],
      },
      { existingNetwork: true },
    );
    const cluster = new KubernetesCluster(this, "kubernetes", { config, network: this.network() });
    for (const warning of warnings) Annotations.of(cluster).addWarning(warning);

    this.letIntoDatabase(cluster);
    new TerraformOutput(this, "api", { value: cluster.loadBalancerDnsName });
    new TerraformOutput(this, "kubeconfig", { value: cluster.adminKubeconfig, sensitive: true });
  }

  /** Routes stand by themselves: a table with routes of its own would drop those to the pods. */
  private network(): ExistingNetwork {
    const vpc = new Vpc(this, "vpc", { cidrBlock: vpcCidr, enableDnsSupport: true, enableDnsHostnames: true });
    const gateway = new InternetGateway(this, "gateway", { vpcId: vpc.id });
    const table = new RouteTable(this, "routes", { vpcId: vpc.id });
    const wayOut = new Route(this, "way-out", {
      routeTableId: table.id,
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: gateway.id,
    });
    const parts = subnets.map(({ cidr, zone }) => {
      const subnet = new Subnet(this, `subnet-${zone}`, { vpcId: vpc.id, cidrBlock: cidr, availabilityZone: zone });
      const props = { subnetId: subnet.id, routeTableId: table.id };
      return { subnet, association: new RouteTableAssociation(this, `routes-${zone}`, props) };
    });
    return {
      vpcId: vpc.id,
      subnetIds: parts.map(({ subnet }) => subnet.id),
      routeTableIds: [table.id],
      routes: [wayOut, ...parts.map(({ association }) => association)],
    };
  }

  private letIntoDatabase(cluster: KubernetesCluster): void {
    const database = new SecurityGroup(this, "database", { name: "platform-database", vpcId: cluster.vpcId });
    new VpcSecurityGroupIngressRule(this, "database-from-workers", {
      securityGroupId: database.id,
      referencedSecurityGroupId: cluster.securityGroupIds.workers,
      ipProtocol: "tcp",
      fromPort: 5432,
      toPort: 5432,
    });
  }
}
