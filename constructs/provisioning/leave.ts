import type { ITerraformDependable, RemoteExecProvisioner } from "cdktf";
import type { Construct } from "constructs";
import type { ClusterConfig } from "../../lib/config";
import { addressOf } from "../../lib/contract/addresses";
import type { Role } from "../../lib/contract/node-name";
import { paths } from "../../lib/contract/paths";
import type { Node } from "../nodes";
import { TerraformData } from "../terraform-data";
import { connectionTo, type Endpoint, endpointOf } from "./connection";

/** A leaving node, and the master that answers for it. */
export interface Leaving {
  readonly node: Node;
  readonly through: Node;
}

/** What the leave steps need to reach nodes. */
export interface LeaveProps {
  readonly ssh: ClusterConfig["ssh"];
  /** PEM of the generated SSH key; undefined if the user brings a key. */
  readonly generatedKey: string | undefined;
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * The SSH key for provisioners that run at destruction. Such provisioners may refer only to their own resource, so the
 * resource holds what they need. The key is in `triggers_replace`, which stays sensitive. Terraform shows `input` again
 * as `output`, in the clear.
 */
const sshKey = ({ generatedKey }: LeaveProps) => (generatedKey ? { ssh_key: generatedKey } : {});
const ownKey = ({ generatedKey }: LeaveProps) => generatedKey && "${self.triggers_replace.ssh_key}";

/**
 * The SSH key of a resource that must not be replaced when the key changes: its provisioners would take that for the end
 * of the cluster.
 */
const firstKey = (props: LeaveProps) => ({
  triggersReplace: props.generatedKey ? sshKey(props) : undefined,
  lifecycle: { ignoreChanges: ["triggers_replace"] },
});

/**
 * An endpoint in the form that `input` holds. If the host key of any node is known, the endpoints of all nodes have a
 * `host_key`.
 */
const held = (node: Node, { ssh }: LeaveProps) => {
  const { host, hostKey } = endpointOf(node, ssh);
  return { host, ...(checksHosts(ssh) && { host_key: hostKey ?? "" }) };
};
/** The expressions for the endpoint that `input` holds under a name. */
const own = (name: string, { ssh }: LeaveProps): Endpoint => ({
  host: `\${self.input.${name}.host}`,
  ...(checksHosts(ssh) && { hostKey: `\${self.input.${name}.host_key}` }),
});
const checksHosts = ({ hostKeys, hostCertificateAuthority }: ClusterConfig["ssh"]) =>
  Object.keys(hostKeys).length > 0 || hostCertificateAuthority !== undefined;

/**
 * Makes nodes of one role leave the cluster before their instances are destroyed. A remaining master decides whether
 * they may leave, and drains them or removes their members from etcd. Then they stop their services. One resource is
 * for all nodes of the role: Terraform runs the destroy provisioners of an instance that leaves its `for_each`, but not
 * those of a block that is gone from the configuration.
 */
export function addLeave(
  scope: Construct,
  id: string,
  role: Role,
  leaving: readonly Leaving[],
  props: LeaveProps,
): TerraformData {
  const resource = new TerraformData(scope, id, {
    input: { node: "${each.value.node}", self: "${each.value.self}", through: "${each.value.through}" },
    triggersReplace: { instance: "${each.value.instance}", ...sshKey(props) },
    dependsOn: [...props.dependsOn],
    provisioners: leaveProvisioners(role, props),
  });
  const name = role === "worker" ? "hostname" : "address";
  const each = leaving.map(({ node, through }) => [
    node.plan.name,
    {
      instance: node.instance.id,
      node: node.plan[name],
      self: held(node, props),
      through: held(through, props),
    },
  ]);
  // Typed constructs support `for_each` only through iterators (https://github.com/hashicorp/terraform-cdk/issues/430).
  resource.addOverride("for_each", Object.fromEntries(each));
  return resource;
}

/**
 * The Terraform expression for the id of a node's leave. The id changes when the leave is destroyed and created again.
 */
export function idOfLeave(leave: TerraformData, { plan }: Node): string {
  return `${addressOf({ type: leave.terraformResourceType, name: leave.friendlyUniqueId, key: plan.name })}.id`;
}

function leaveProvisioners(role: Role, props: LeaveProps): RemoteExecProvisioner[] {
  const at = (name: string, timeout: string) => connectionTo(own(name, props), props.ssh, ownKey(props), timeout);
  return [
    whenDestroyed({
      type: "remote-exec",
      inline: [`sudo ${paths.scripts}/leave ${role} \${self.input.node}`],
      connection: at("through", "1m"),
    }),
    // A node that Terraform cannot reach has already stopped.
    whateverComes(
      whenDestroyed({
        type: "remote-exec",
        inline: [`sudo ${paths.scripts}/stop-services`],
        connection: at("self", "15s"),
      }),
    ),
  ];
}

/**
 * Lets Services of type LoadBalancer go before anything else of the cluster does, while their controller still runs.
 * The cluster is not destroyed while one has a load balancer, because AWS would refuse to delete the VPC.
 */
export function addServicesEnd(scope: Construct, id: string, master: Node, props: LeaveProps): void {
  new TerraformData(scope, id, {
    input: { through: held(master, props) },
    ...firstKey(props),
    dependsOn: [...props.dependsOn],
    provisioners: [
      whenDestroyed({
        type: "remote-exec",
        inline: [`sudo ${paths.scripts}/release-services`],
        connection: connectionTo(own("through", props), props.ssh, ownKey(props), "1m"),
      }),
    ],
  });
}

/**
 * Tells the masters that the whole cluster ends. Terraform destroys this resource before all others, and only then. The
 * masters that answer for leaving nodes then hand nothing over.
 */
export function addClusterEnd(
  scope: Construct,
  id: string,
  masters: readonly Node[],
  props: LeaveProps,
): TerraformData {
  const { ssh, dependsOn } = props;
  const hosts = Object.fromEntries(masters.map((node) => [node.plan.name, held(node, props)]));
  return new TerraformData(scope, id, {
    input: hosts,
    ...firstKey(props),
    dependsOn: [...dependsOn],
    provisioners: masters.flatMap(({ plan }) => {
      const at = (timeout: string) => connectionTo(own(plan.name, props), ssh, ownKey(props), timeout);
      return [
        // Remove the file of an earlier end that was interrupted.
        { type: "remote-exec", inline: [`sudo rm -f ${paths.clusterEnds}`], connection: at("5m") },
        // If the node cannot be reached, it does not need to know.
        whateverComes(
          whenDestroyed({ type: "remote-exec", inline: [`sudo touch ${paths.clusterEnds}`], connection: at("15s") }),
        ),
      ];
    }),
  });
}

/**
 * Adds properties that cdktf's types lack: every provisioner can run at destruction, and can fail without consequence
 * (https://github.com/hashicorp/terraform-cdk/issues/1271).
 */
const whenDestroyed = (provisioner: RemoteExecProvisioner): RemoteExecProvisioner =>
  Object.assign({ when: "destroy" }, provisioner);
const whateverComes = (provisioner: RemoteExecProvisioner): RemoteExecProvisioner =>
  Object.assign({ onFailure: "continue" }, provisioner);
