import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { LbTargetGroupAttachment } from "@cdktf/provider-aws/lib/lb-target-group-attachment";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { drainSeconds } from "../lib/cluster";
import type { ClusterConfig } from "../lib/config";
import { ids } from "../lib/contract/ids";
import { ports } from "../lib/contract/paths";
import type { ClusterNetwork } from "./cluster-network";
import type { Surroundings } from "./surroundings";

/** The inputs of a load balancer. */
export interface LoadBalancerProps extends Surroundings {
  /**
   * The resources that reserve the nodes' addresses. AWS gives the load balancer any address that is free when it is
   * created.
   */
  readonly after: readonly ITerraformDependable[];
}

/** The network load balancer in front of the API servers, for people and pipelines. Workers do not use it. */
export class LoadBalancer extends Construct {
  /** DNS name; apply-time. */
  readonly dnsName: string;
  /** The resources that connect it to the masters. */
  readonly serving: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, { cluster, network, groups, after }: LoadBalancerProps) {
    super(scope, id);
    const { name } = cluster.config;
    const balancer = new Lb(this, "Resource", {
      name,
      loadBalancerType: "network",
      internal: false,
      subnets: [...network.loadBalancerSubnetIds],
      securityGroups: [groups.idOf("loadBalancer")],
      // The address of each zone reaches every master, even if its own zone has no healthy master.
      enableCrossZoneLoadBalancing: true,
      // Without a route to an internet gateway, AWS refuses to create it.
      dependsOn: [...after, ...network.routes],
      tags: { Name: name },
    });
    const targets = this.targetGroup(cluster.config, network);
    const listener = new LbListener(this, ids.listener, {
      loadBalancerArn: balancer.arn,
      port: ports.apiServer,
      protocol: "TCP",
      defaultAction: [{ type: "forward", targetGroupArn: targets.arn }],
      tags: { Name: name },
    });
    const attachments = cluster.masters.map(
      (master) =>
        new LbTargetGroupAttachment(this, ids.node({ node: master.name }), {
          targetGroupArn: targets.arn,
          targetId: master.address,
          port: ports.apiServer,
        }),
    );
    this.serving = [listener, ...attachments];
    this.dnsName = balancer.dnsName;
  }

  private targetGroup(config: ClusterConfig, network: ClusterNetwork): LbTargetGroup {
    const { name } = config;
    return new LbTargetGroup(this, ids.targets, {
      name,
      vpcId: network.vpcId,
      port: ports.apiServer,
      protocol: "TCP",
      targetType: "ip",
      deregistrationDelay: "30",
      // By default AWS resets the connections of a target as soon as its checks fail, even those that it still serves
      // (https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html).
      targetHealthState: [
        { enableUnhealthyConnectionTermination: false, unhealthyDrainingInterval: drainSeconds(config) },
      ],
      healthCheck: {
        // A TCP check passes on a hung API server. This check sends a request (ELB does not verify targets'
        // certificates).
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
