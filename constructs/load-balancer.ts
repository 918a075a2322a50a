import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { LbTargetGroupAttachment } from "@cdktf/provider-aws/lib/lb-target-group-attachment";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { apiServerPort } from "../lib/cluster";
import type { ClusterNetwork } from "./cluster-network";
import type { Surroundings } from "./surroundings";

/** The network load balancer before the API servers: the one name of the cluster's API, for people and workers alike. */
export class LoadBalancer extends Construct {
  /** DNS name; apply-time. */
  readonly dnsName: string;

  /** @param after what takes fixed addresses: made later, the balancer picks among those that are left. */
  constructor(
    scope: Construct,
    id: string,
    { cluster, network, groups }: Surroundings,
    after: readonly ITerraformDependable[],
  ) {
    super(scope, id);
    const { name } = cluster.config;
    const balancer = new Lb(this, "Resource", {
      name,
      loadBalancerType: "network",
      internal: false,
      subnets: [...network.loadBalancerSubnetIds],
      securityGroups: [groups.idOf("loadBalancer")],
      // Every zone's address reaches every master, also while its own zone has none that is healthy.
      enableCrossZoneLoadBalancing: true,
      dependsOn: [...after],
      tags: { Name: name },
    });
    const targets = this.targetGroup(name, network);
    new LbListener(this, "listener", {
      loadBalancerArn: balancer.arn,
      port: apiServerPort,
      protocol: "TCP",
      defaultAction: [{ type: "forward", targetGroupArn: targets.arn }],
      tags: { Name: name },
    });
    for (const master of cluster.masters) {
      new LbTargetGroupAttachment(this, master.name, {
        targetGroupArn: targets.arn,
        targetId: master.address,
        port: apiServerPort,
      });
    }
    this.dnsName = balancer.dnsName;
  }

  private targetGroup(name: string, network: ClusterNetwork): LbTargetGroup {
    return new LbTargetGroup(this, "targets", {
      name,
      vpcId: network.vpcId,
      port: apiServerPort,
      protocol: "TCP",
      targetType: "ip",
      // Above the API server's shutdown-delay-duration, so that what it still serves is let through to the end.
      deregistrationDelay: "30",
      healthCheck: {
        // A TCP check passes on a hung API server; this one asks it (ELB does not verify targets' certificates).
        protocol: "HTTPS",
        path: "/readyz",
        matcher: "200",
        interval: 5,
        timeout: 4,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
      },
      tags: { Name: name },
    });
  }
}
