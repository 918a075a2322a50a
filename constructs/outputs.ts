import { TerraformLocal, TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { adminKubeconfig } from "../components/addons";
import type { ApplyTimeValues, Cluster } from "../lib/cluster";
import type { Network } from "./network";
import type { Node } from "./nodes";
import type { Pki } from "./pki";
import type { SshKey } from "./ssh-key";

const describe = (nodes: readonly Node[]) =>
  Object.fromEntries(
    nodes.map(({ plan, instance }) => [
      plan.name,
      { node: plan.hostname, instance: instance.id, private_ip: plan.address, public_ip: instance.publicIp },
    ]),
  );

/** What people and other modules get from the cluster. */
export function addOutputs(
  scope: Construct,
  props: {
    cluster: Cluster;
    values: ApplyTimeValues;
    network: Network;
    masters: readonly Node[];
    workers: readonly Node[];
    pki: Pki;
    sshKey: SshKey;
  },
): void {
  const { cluster, values, network, masters, workers, pki, sshKey } = props;
  const output = (name: string, description: string, value: unknown, sensitive = false) =>
    new TerraformOutput(scope, name, { description, value, sensitive });

  output("load_balancer_name", "DNS name of the Kubernetes API", values.loadBalancerName);
  output("masters", "Masters: name to Kubernetes host name, instance and addresses", describe(masters));
  output("workers", "Workers: name to Kubernetes node name, instance and addresses", describe(workers));
  output(
    "other_instance_types",
    "Nodes that run on another instance type than the cluster file says: they get it when they are replaced",
    otherInstanceTypes(scope, [...masters, ...workers], cluster),
  );
  output("certificate_expiry", "When each certificate ends; the plans close to it renew it", pki.expiries());
  output("certificates_ending", "What ends within renewBeforeHours, and when", ending(scope, cluster, pki));
  output(
    "admin_kubeconfig",
    "kubeconfig of the group groundup:cluster-admins: terraform output -raw admin_kubeconfig",
    adminKubeconfig(cluster, values).join("\n") + "\n",
    true,
  );
  if (network.natZones.length) {
    const subnets = network.natZones.map((zone) => zone.subnet.id);
    output("public_subnets", "Subnets of the NAT gateways and the load balancer: a bastion stands in one", subnets);
  }
  if (sshKey.generated) output("ssh_private_key", "OpenSSH key of the nodes", sshKey.generated, true);
}

/**
 * What ends soon, as texts: of a leaf it says that no plan was applied when it should have been, of an authority that
 * it has to be rotated. Terraform compares with the time of the plan.
 */
function ending(scope: Construct, { config }: Cluster, pki: Pki): string {
  const ends = new TerraformLocal(scope, "certificate_ends", { ...pki.expiries(), ...pki.authorityExpiries() });
  const limit = `timeadd(plantimestamp(), "${config.certificates.renewBeforeHours}h")`;
  const soon = `timecmp(end, ${limit}) < 0`;
  return `\${[for name, end in local.${ends.friendlyUniqueId} : "\${name} ends \${end}" if ${soon}]}`;
}

/** Name to type, for those nodes alone whose instances are of another type than the cluster file says. */
function otherInstanceTypes(scope: Construct, nodes: readonly Node[], { config }: Cluster): string {
  const wanted = { master: config.masters.instanceType, worker: config.workers.instanceType };
  const types = nodes.map(({ plan, instance }) => [
    plan.name,
    { is: instance.instanceType, wanted: wanted[plan.role] },
  ]);
  const local = new TerraformLocal(scope, "instance_types", Object.fromEntries(types));
  return `\${{for name, type in local.${local.friendlyUniqueId} : name => type["is"] if type["is"] != type["wanted"]}}`;
}
