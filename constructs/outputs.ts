import { TerraformLocal, TerraformOutput, Token } from "cdktf";
import type { Construct } from "constructs";
import type { ClusterConfig } from "../lib/config";
import type { ClusterAttributes } from "./cluster-parts";
import type { NodeAttributes } from "./nodes";

const describe = (nodes: readonly NodeAttributes[]) =>
  Object.fromEntries(
    nodes.map(({ name, hostname, instanceId, privateIp, publicIp }) => [
      name,
      { node: hostname, instance: instanceId, private_ip: privateIp, public_ip: publicIp },
    ]),
  );

/** Adds the outputs of a cluster, for users and for other modules. */
export function addOutputs(scope: Construct, config: ClusterConfig, cluster: ClusterAttributes): void {
  // The value is a token: for other objects cdktf calls util.isArray, for which Node 22 and later print a warning
  // (DEP0044).
  const output = (name: string, description: string, value: unknown, sensitive = false) =>
    new TerraformOutput(scope, name, { description, value: Token.asAny(value), sensitive });

  output("load_balancer_name", "DNS name of the Kubernetes API", cluster.loadBalancerDnsName);
  output("masters", "Masters: name to Kubernetes host name, instance and addresses", describe(cluster.masters));
  output("workers", "Workers: name to Kubernetes node name, instance and addresses", describe(cluster.workers));
  output(
    "other_instance_types",
    "Nodes whose instance type differs from the cluster file. A node gets the new type when it is replaced",
    otherInstanceTypes(scope, config, cluster),
  );
  output(
    "certificate_expiry",
    "When each certificate expires. A plan shortly before that time renews the certificate",
    cluster.certificateExpiry,
  );
  output(
    "certificates_ending",
    "Certificates and CAs that expire within renewBeforeHours, and when",
    ending(scope, config, cluster),
  );
  output(
    "admin_kubeconfig",
    "kubeconfig of the group groundup:cluster-admins: terraform output -raw admin_kubeconfig",
    cluster.adminKubeconfig,
    true,
  );
  if (config.aws.identity) output("pod_role_arns", "IAM roles that pods take: name to ARN", cluster.podRoleArns);
  if (config.network.privateNodes) {
    const description = "Subnets of the NAT gateways and the load balancer. A bastion must be in one of them";
    output("public_subnets", description, cluster.loadBalancerSubnetIds);
  }
  if (cluster.sshPrivateKey) output("ssh_private_key", "OpenSSH key of the nodes", cluster.sshPrivateKey, true);
}

/**
 * The Terraform expression for certificates that expire soon, as texts. If a leaf is listed, no plan was applied in
 * time. If a CA is listed, it must be rotated. Terraform compares with the time of the plan.
 */
function ending(scope: Construct, config: ClusterConfig, cluster: ClusterAttributes): string {
  const { certificateExpiry, authorityExpiry } = cluster;
  const ends = new TerraformLocal(scope, "certificate_ends", { ...certificateExpiry, ...authorityExpiry });
  const limit = `timeadd(plantimestamp(), "${config.certificates.renewBeforeHours}h")`;
  const soon = `timecmp(end, ${limit}) < 0`;
  return `\${[for name, end in local.${ends.friendlyUniqueId} : "\${name} ends \${end}" if ${soon}]}`;
}

/** The Terraform expression for the nodes whose instance type differs from the cluster file: name to type. */
function otherInstanceTypes(scope: Construct, config: ClusterConfig, { masters, workers }: ClusterAttributes): string {
  const wanted = { master: config.masters.instanceType, worker: config.workers.instanceType };
  const types = [...masters, ...workers].map(({ name, role, instanceType }) => [
    name,
    { is: instanceType, wanted: wanted[role] },
  ]);
  const local = new TerraformLocal(scope, "instance_types", Object.fromEntries(types));
  return `\${{for name, type in local.${local.friendlyUniqueId} : name => type["is"] if type["is"] != type["wanted"]}}`;
}
