import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import {
  VpcSecurityGroupIngressRule,
  type VpcSecurityGroupIngressRuleConfig,
} from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ingressRules, type IngressRule } from "../components/derived/exposure";
import type { Cluster } from "../lib/cluster";
import { type GroupName, groupNames, ids } from "../lib/contract/ids";
import { ports } from "../lib/contract/paths";
import { forEachCidr, type OperatorCidrs } from "./operator-cidrs";

const descriptions: Record<GroupName, string> = {
  masters: "Masters: etcd and the control plane",
  workers: "Workers: kubelets and pods",
  loadBalancer: "Load balancer of the Kubernetes API",
};

/** The inputs of the security groups. */
export interface SecurityGroupsProps {
  readonly cluster: Cluster;
  readonly vpcId: string;
  /** The operators' ranges. */
  readonly operators: OperatorCidrs;
}

/** One security group for each role, and one for the load balancer. All rules come from the ports of components. */
export class SecurityGroups extends Construct {
  /** The rules for all nodes. A node's first step waits for them. */
  readonly rules: readonly ITerraformDependable[];
  private readonly groups: Record<GroupName, SecurityGroup>;

  constructor(scope: Construct, id: string, { cluster, vpcId, operators }: SecurityGroupsProps) {
    super(scope, id);
    const group = (name: GroupName) =>
      new SecurityGroup(this, ids.group({ group: name }), {
        name: `${cluster.config.name}-${name}`,
        description: descriptions[name],
        vpcId,
        revokeRulesOnDelete: true,
        tags: { Name: cluster.config.name },
      });
    this.groups = { masters: group("masters"), workers: group("workers"), loadBalancer: group("loadBalancer") };
    this.rules = [
      ...ingressRules(cluster).flatMap((rule) => this.allow(rule, operators)),
      ...groupNames.map((name) => this.allowOutwards(name)),
    ];
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
   * Allows one public address to reach the load balancer.
   * @param source the owner of the address: a node, or a NAT gateway of several nodes
   */
  allowToLoadBalancer(source: string, publicAddress: string): void {
    new VpcSecurityGroupIngressRule(this, ids.balancerRule({ source }), {
      securityGroupId: this.idOf("loadBalancer"),
      description: `Kubernetes API, from ${source}`,
      ipProtocol: "tcp",
      fromPort: ports.apiServer,
      toPort: ports.apiServer,
      cidrIpv4: `${publicAddress}/32`,
    });
  }

  private allow({ group, id, description, protocol, from, to, source }: IngressRule, operators: OperatorCidrs) {
    const rule = { securityGroupId: this.idOf(group), description, ipProtocol: protocol, fromPort: from, toPort: to };
    const add = (suffix: string, from: Partial<VpcSecurityGroupIngressRuleConfig>) =>
      new VpcSecurityGroupIngressRule(this, `${id}${suffix}`, { ...rule, ...from });
    if (source === "operators") return forEachCidr(operators, (suffix, cidrIpv4) => add(suffix, { cidrIpv4 }));
    if ("cidr" in source) return [add("", { cidrIpv4: source.cidr })];
    return [add("", { referencedSecurityGroupId: this.idOf(source.group) })];
  }

  private allowOutwards(group: GroupName): VpcSecurityGroupEgressRule {
    return new VpcSecurityGroupEgressRule(this, ids.egress({ group }), {
      securityGroupId: this.idOf(group),
      description: "anywhere",
      ipProtocol: "-1",
      cidrIpv4: "0.0.0.0/0",
    });
  }
}
