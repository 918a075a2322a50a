import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import {
  VpcSecurityGroupIngressRule,
  type VpcSecurityGroupIngressRuleConfig,
} from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ingressRules, type GroupName, type IngressRule } from "../components/exposure";
import type { Cluster } from "../lib/cluster";
import { forEachCidr, type OperatorCidrs } from "./operator-cidrs";

const descriptions: Record<GroupName, string> = {
  masters: "Masters: etcd and the control plane",
  workers: "Workers: kubelets and pods",
  loadBalancer: "Load balancer of the Kubernetes API",
};

/** One security group for each role and for the load balancer; every rule comes from a component's ports. */
export class SecurityGroups extends Construct {
  /** The rules that concern all nodes: a node's first step waits for them. */
  readonly rules: ITerraformDependable[] = [];
  private readonly groups: Record<GroupName, SecurityGroup>;

  /** @param operators the ranges that people come from. */
  constructor(
    scope: Construct,
    id: string,
    cluster: Cluster,
    vpcId: string,
    private readonly operators: OperatorCidrs,
  ) {
    super(scope, id);
    const group = (name: GroupName) =>
      new SecurityGroup(this, name, {
        name: `${cluster.config.name}-${name}`,
        description: descriptions[name],
        vpcId,
        revokeRulesOnDelete: true,
        tags: { Name: cluster.config.name },
      });
    this.groups = { masters: group("masters"), workers: group("workers"), loadBalancer: group("loadBalancer") };
    for (const rule of ingressRules(cluster)) this.allow(rule);
    for (const name of Object.keys(this.groups) as GroupName[]) this.allowOutwards(name);
  }

  /** The id of a group; apply-time. */
  idOf(name: GroupName): string {
    return this.groups[name].id;
  }

  /** The ids of all groups; apply-time. */
  get ids(): Record<GroupName, string> {
    return { masters: this.idOf("masters"), workers: this.idOf("workers"), loadBalancer: this.idOf("loadBalancer") };
  }

  /**
   * Lets one public address reach the load balancer.
   * @param name whose it is: a node, or a NAT gateway before several.
   */
  allowToLoadBalancer(name: string, publicAddress: string, port: number): void {
    new VpcSecurityGroupIngressRule(this, `loadBalancer-from-${name}`, {
      securityGroupId: this.idOf("loadBalancer"),
      description: `Kubernetes API, from ${name}`,
      ipProtocol: "tcp",
      fromPort: port,
      toPort: port,
      cidrIpv4: `${publicAddress}/32`,
    });
  }

  private allow({ group, id, description, protocol, from, to, source }: IngressRule): void {
    const rule = { securityGroupId: this.idOf(group), description, ipProtocol: protocol, fromPort: from, toPort: to };
    if (source === "operators") {
      forEachCidr(this.operators, (suffix, cidrIpv4) => this.addIngress(`${id}${suffix}`, { ...rule, cidrIpv4 }));
    } else if ("cidr" in source) {
      this.addIngress(id, { ...rule, cidrIpv4: source.cidr });
    } else {
      this.addIngress(id, { ...rule, referencedSecurityGroupId: this.idOf(source.group) });
    }
  }

  private addIngress(id: string, rule: VpcSecurityGroupIngressRuleConfig): VpcSecurityGroupIngressRule {
    const resource = new VpcSecurityGroupIngressRule(this, id, rule);
    this.rules.push(resource);
    return resource;
  }

  private allowOutwards(group: GroupName): void {
    this.rules.push(
      new VpcSecurityGroupEgressRule(this, `${group}-egress`, {
        securityGroupId: this.idOf(group),
        description: "anywhere",
        ipProtocol: "-1",
        cidrIpv4: "0.0.0.0/0",
      }),
    );
  }
}
