import { DescribeNetworkInterfacesCommand, EC2Client, type NetworkInterface } from "@aws-sdk/client-ec2";
import * as elb from "@aws-sdk/client-elastic-load-balancing-v2";
import { clientConfig } from "./client-config";
import type { Inventory, LoadBalancer, TargetGroup } from "./inventory";

/** Reads load balancers and target groups from the emulator. */
export class BalancerReader {
  private readonly client: elb.ElasticLoadBalancingV2Client;
  private readonly ec2: EC2Client;

  constructor(region: string) {
    this.client = new elb.ElasticLoadBalancingV2Client(clientConfig(region));
    this.ec2 = new EC2Client(clientConfig(region));
  }

  /** The network load balancers of the account, and their target groups. */
  async read(): Promise<Pick<Inventory, "loadBalancers" | "targetGroups">> {
    const [balancers, groups, interfaces] = await Promise.all([
      this.client.send(new elb.DescribeLoadBalancersCommand({})),
      this.client.send(new elb.DescribeTargetGroupsCommand({})),
      this.ec2.send(new DescribeNetworkInterfacesCommand({})),
    ]);
    const cards = interfaces.NetworkInterfaces ?? [];
    // A load balancer that AWS still provisions answers no requests.
    const active = (balancers.LoadBalancers ?? []).filter(({ State }) => State?.Code === "active");
    return {
      loadBalancers: await Promise.all(active.map((balancer) => this.balancer(balancer, cards))),
      targetGroups: await Promise.all((groups.TargetGroups ?? []).map((group) => this.targetGroup(group))),
    };
  }

  private async balancer(balancer: elb.LoadBalancer, cards: readonly NetworkInterface[]): Promise<LoadBalancer> {
    const LoadBalancerArn = balancer.LoadBalancerArn!;
    const [listeners, attributes] = await Promise.all([
      this.client.send(new elb.DescribeListenersCommand({ LoadBalancerArn })),
      this.client.send(new elb.DescribeLoadBalancerAttributesCommand({ LoadBalancerArn })),
    ]);
    return {
      arn: LoadBalancerArn,
      name: balancer.LoadBalancerName!,
      dnsName: balancer.DNSName!,
      internal: balancer.Scheme === "internal",
      subnetIds: (balancer.AvailabilityZones ?? []).flatMap((zone) => zone.SubnetId ?? []),
      addresses: addressesOf(LoadBalancerArn, cards),
      groupIds: balancer.SecurityGroups ?? [],
      crossZone: attributes.Attributes?.find((it) => it.Key === "load_balancing.cross_zone.enabled")?.Value === "true",
      listeners: (listeners.Listeners ?? []).flatMap((listener) => {
        const targetGroupArn = forwardsTo(listener.DefaultActions?.[0]);
        if (!listener.Port || !targetGroupArn) return [];
        return [{ port: listener.Port, protocol: listener.Protocol ?? "TCP", targetGroupArn }];
      }),
    };
  }

  private async targetGroup(group: elb.TargetGroup): Promise<TargetGroup> {
    const TargetGroupArn = group.TargetGroupArn!;
    const [health, attributes] = await Promise.all([
      this.client.send(new elb.DescribeTargetHealthCommand({ TargetGroupArn })),
      this.client.send(new elb.DescribeTargetGroupAttributesCommand({ TargetGroupArn })),
    ]);
    const attribute = (key: string) => attributes.Attributes?.find((it) => it.Key === key)?.Value;
    return {
      arn: TargetGroupArn,
      name: group.TargetGroupName!,
      targetType: group.TargetType ?? "instance",
      preservesClientAddress: attribute("preserve_client_ip.enabled") === "true",
      deregistration: {
        delaySeconds: Number(attribute("deregistration_delay.timeout_seconds") ?? 300),
        terminatesConnections: attribute("deregistration_delay.connection_termination.enabled") === "true",
      },
      unhealthy: {
        terminatesConnections: attribute("target_health_state.unhealthy.connection_termination.enabled") !== "false",
        drainingSeconds: Number(attribute("target_health_state.unhealthy.draining_interval_seconds") ?? 0),
      },
      health: {
        protocol: group.HealthCheckProtocol ?? "TCP",
        port: group.HealthCheckPort ?? "traffic-port",
        path: group.HealthCheckPath ?? "/",
        matcher: group.Matcher?.HttpCode ?? "200-399",
        intervalSeconds: group.HealthCheckIntervalSeconds ?? 30,
        timeoutSeconds: group.HealthCheckTimeoutSeconds ?? 10,
        healthyThreshold: group.HealthyThresholdCount ?? 5,
        unhealthyThreshold: group.UnhealthyThresholdCount ?? 2,
      },
      targets: (health.TargetHealthDescriptions ?? []).map(({ Target }) => ({
        id: Target!.Id!,
        port: Target!.Port ?? group.Port ?? 0,
      })),
    };
  }
}

/**
 * The description of a load balancer's network interface contains the end of its ARN: `ELB net/api/0123456789abcdef`.
 */
function addressesOf(arn: string, cards: readonly NetworkInterface[]): Record<string, string> {
  const description = `ELB ${arn.split(":loadbalancer/")[1]}`;
  const own = cards.filter((card) => card.Description === description);
  return Object.fromEntries(own.map((card) => [card.SubnetId!, card.PrivateIpAddress!]));
}

function forwardsTo(action: elb.Action | undefined): string | undefined {
  return action?.TargetGroupArn ?? action?.ForwardConfig?.TargetGroups?.[0]?.TargetGroupArn;
}
