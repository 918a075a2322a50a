import type { ITerraformDependable, RemoteExecProvisioner } from "cdktf";
import type { Construct } from "constructs";
import type { ClusterConfig } from "../../lib/config";
import { addressOf } from "../../lib/contract/addresses";
import type { Role } from "../../lib/contract/node-name";
import { paths } from "../../lib/contract/paths";
import type { Node } from "../nodes";
import { TerraformData } from "../terraform-data";
import { connectionTo, type Endpoint, endpointOf } from "./connection";

/** A node, and the master that answers for it when it leaves. */
export interface Leaving {
  readonly node: Node;
  readonly through: Node;
}

/** What leaving needs to reach nodes. */
export interface LeaveProps {
  readonly ssh: ClusterConfig["ssh"];
  /** PEM of the generated SSH key; undefined where the key is brought along. */
  readonly generatedKey: string | undefined;
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * Provisioners run when a resource is destroyed may refer to that resource alone, so it holds what they need. The key is in
 * `triggers_replace`, which stays sensitive: `input` is shown again, in the clear, as `output`.
 */
const sshKey = ({ generatedKey }: LeaveProps) => (generatedKey ? { ssh_key: generatedKey } : {});
const ownKey = ({ generatedKey }: LeaveProps) => generatedKey && "${self.triggers_replace.ssh_key}";

/** An endpoint as `input` holds it: the same keys for every node, where any node's host key is known. */
const held = (node: Node, { ssh }: LeaveProps) => {
  const { host, hostKey } = endpointOf(node, ssh);
  return { host, ...(checksHosts(ssh) && { host_key: hostKey ?? "" }) };
};
/** The endpoint that `input` holds under a name. */
const own = (name: string, { ssh }: LeaveProps): Endpoint => ({
  host: `\${self.input.${name}.host}`,
  ...(checksHosts(ssh) && { hostKey: `\${self.input.${name}.host_key}` }),
});
const checksHosts = ({ hostKeys, hostCertificateAuthority }: ClusterConfig["ssh"]) =>
  Object.keys(hostKeys).length > 0 || hostCertificateAuthority !== undefined;

/**
 * Nodes of one role leave the cluster before their instances go: a master that stays judges whether they may, drains
 * them or removes their members of etcd; then they stop what they run. One resource for all of them: Terraform runs the
 * provisioners of what leaves its `for_each`, and not those of a block that is gone from the configuration.
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
  // Typed constructs offer it through iterators alone (https://github.com/hashicorp/terraform-cdk/issues/430).
  resource.addOverride("for_each", Object.fromEntries(each));
  return resource;
}

/** Terraform's expression of the id that a node's leave has: another one once it has been destroyed. */
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
    // A node that cannot be reached has stopped already.
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
 * Destroyed before all else when the whole cluster goes, and only then: tells the masters that answer for leaving nodes
 * that there is nothing to hand over.
 */
export function addClusterEnd(scope: Construct, id: string, masters: readonly Node[], props: LeaveProps): void {
  const { ssh, generatedKey, dependsOn } = props;
  const hosts = Object.fromEntries(masters.map((node) => [node.plan.name, held(node, props)]));
  new TerraformData(scope, id, {
    input: hosts,
    triggersReplace: generatedKey ? sshKey(props) : undefined,
    dependsOn: [...dependsOn],
    // Another key must not pass for the end of the cluster.
    lifecycle: { ignoreChanges: ["triggers_replace"] },
    provisioners: masters.flatMap(({ plan }) => {
      const at = (timeout: string) => connectionTo(own(plan.name, props), ssh, ownKey(props), timeout);
      return [
        // Of an end that was called off half-way.
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
 * cdktf's types do not know that every provisioner may run at destruction, and may fail without consequence
 * (https://github.com/hashicorp/terraform-cdk/issues/1271); what they do not know is written as it is.
 */
const whenDestroyed = (provisioner: RemoteExecProvisioner): RemoteExecProvisioner =>
  Object.assign({ when: "destroy" }, provisioner);
const whateverComes = (provisioner: RemoteExecProvisioner): RemoteExecProvisioner =>
  Object.assign({ onFailure: "continue" }, provisioner);
