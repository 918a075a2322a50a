import { type TerraformResource, TerraformVariable } from "cdktf";
import type { Construct } from "constructs";
import { mostOperatorRanges } from "../components/derived/rule-quota";
import type { ClusterConfig } from "../lib/config";
import { operatorsSuffix } from "../lib/contract/ids";

/** The operators' ranges: from the cluster file, or a Terraform variable. */
export type OperatorCidrs = readonly string[] | TerraformVariable;

/** The cluster file's ranges. If it has none, a variable without a default, so that no cluster is open by omission. */
export function operatorCidrs(scope: Construct, config: ClusterConfig): OperatorCidrs {
  if (config.operatorCidrs) return config.operatorCidrs;
  const variable = new TerraformVariable(scope, "operator_cidrs", {
    type: "list(string)",
    description: 'The ranges that reach SSH and the Kubernetes API, such as ["203.0.113.7/32"]',
    nullable: false,
  });
  const most = mostOperatorRanges(config);
  variable.addValidation({
    condition: `\${length(${variable.fqn}) <= ${most}}`,
    errorMessage: `Use at most ${most} ranges: a security group has no room for more rules (quota L-0EA8095F; quotas.rulesPerSecurityGroup in the cluster file).`,
  });
  variable.addValidation({
    // cidrnetmask accepts only IPv4. EC2 refuses a range whose address has bits beyond its prefix.
    condition: `\${length(${variable.fqn}) > 0 && alltrue([for cidr in ${variable.fqn} : try(cidrnetmask(cidr) != "" && cidrsubnet(cidr, 0, 0) == cidr, false)])}`,
    errorMessage:
      "Use at least one IPv4 range, such as 203.0.113.7/32: the addresses that you and your CI connect from. A range must begin with its first address.",
  });
  return variable;
}

/**
 * Makes one resource per range. If only Terraform knows the ranges, they are the resource's `for_each`, which typed
 * constructs support only through iterators (https://github.com/hashicorp/terraform-cdk/issues/430).
 */
export function forEachCidr<R extends TerraformResource>(
  cidrs: OperatorCidrs,
  make: (idSuffix: string, cidr: string) => R,
): R[] {
  if (!(cidrs instanceof TerraformVariable)) return cidrs.map((cidr) => make(operatorsSuffix(cidr), cidr));
  const resource = make("", "${each.value}");
  resource.addOverride("for_each", `\${toset(${cidrs.fqn})}`);
  return [resource];
}
