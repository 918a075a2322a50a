import type { Resource } from "@cdktf/provider-null/lib/resource";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { addonFiles } from "../../components/derived/addons";
import { artifactsOf, nodeFiles, roleFiles, scriptFiles } from "../../components/derived/bundle";
import { identityFiles } from "../../components/derived/issuer";
import type { ApplyTimeValues, Cluster } from "../../lib/cluster";
import type { ClusterConfig } from "../../lib/config";
import { ids } from "../../lib/contract/ids";
import type { Role } from "../../lib/contract/node-name";
import { paths } from "../../lib/contract/paths";
import { artifactKey, triggerKeys } from "../../lib/contract/triggers";
import { keyIdentity, rotatesKeys } from "../../lib/encryption";
import type { Identity } from "../identity";
import type { Node } from "../nodes";
import { Bundle } from "./bundle";
import { connectionTo, endpointOf } from "./connection";
import type { TerraformData } from "../terraform-data";
import { addClusterEnd, addLeave, addServicesEnd, idOfLeave, type LeaveProps } from "./leave";
import { recordTexts } from "./record";
import { runStep } from "./step";

/** The inputs of the steps. */
export interface StepsProps {
  /** The cluster from which files are rendered. Its texts are unescaped, as in the cluster file. */
  readonly cluster: Cluster;
  /** The SSH section, with its texts escaped for Terraform. */
  readonly ssh: ClusterConfig["ssh"];
  readonly values: ApplyTimeValues;
  readonly masters: readonly Node[];
  readonly workers: readonly Node[];
  /**
   * PEM of the generated SSH key.
   * @default the user brings a key
   */
  readonly generatedKey?: string;
  /**
   * The identity of the cluster's pods in AWS.
   * @default the cluster file has none
   */
  readonly identity?: Identity;
  /** The routes and rules that nodes need to reach each other. */
  readonly network: readonly ITerraformDependable[];
}

/**
 * Adds the steps on nodes. Only Terraform's graph orders them; there is no other lock. All nodes join at once. Then the
 * updates run in a chain: masters one by one, the cluster's own objects, and workers `maxUnavailable` at a time.
 * @returns the last steps when nodes are created or changed: after them, the cluster serves
 */
export function addSteps(scope: Construct, props: StepsProps): readonly ITerraformDependable[] {
  return new Steps(scope, props).last;
}

/** Builds the steps. They are children of the cluster's scope, because the steps have no construct of their own. */
class Steps {
  readonly last: readonly ITerraformDependable[];
  private readonly scripts: Bundle;
  private readonly objectFiles: Bundle;
  private identityFiles?: Bundle;
  private readonly bundles = new Map<Node, readonly Bundle[]>();
  private readonly artifactDigests = new Map<Role, Readonly<Record<string, string>>>();
  private readonly joins = new Map<Node, Resource>();
  private readonly leaves = new Map<Node, TerraformData>();

  constructor(
    private readonly scope: Construct,
    private readonly props: StepsProps,
  ) {
    const { masters, workers, cluster } = props;
    this.scripts = new Bundle(scope, ids.scripts, scriptFiles());
    this.objectFiles = new Bundle(scope, ids.addonsFiles, addonFiles(cluster, props.values));
    this.bundle("master", masters);
    this.bundle("worker", workers);
    for (const node of [...masters, ...workers]) this.joins.set(node, this.join(node));
    const end = this.addLeaves();
    // When Terraform finishes one resource, it records all resources in progress as done. If Terraform is killed then,
    // it never repeats them. So updates wait for all joins, and nothing runs in parallel to an update
    // (docs/decisions/0017-killed-terraform.md).
    const masterUpdates = this.updateInTurn(masters, 1, [...this.joins.values()]);
    const objects = this.objects(this.publish(masterUpdates.slice(-1)));
    const { maxUnavailable } = cluster.config.workers;
    this.last = [objects, ...this.updateInTurn(workers, maxUnavailable, [objects])].slice(-maxUnavailable);
    this.record();
    if (cluster.config.aws.loadBalancers) this.addServicesEnd(end);
  }

  /** Adds the step before all others at destruction. The controller needs its role until it has no load balancer. */
  private addServicesEnd(clusterEnd: TerraformData): void {
    const { ssh, generatedKey, masters, identity } = this.props;
    const dependsOn = [clusterEnd, ...this.last, ...(identity?.forPods ?? [])];
    addServicesEnd(this.scope, ids.servicesEnd, masters[0]!, { ssh, generatedKey, dependsOn });
  }

  /** Records the files of all nodes after the last node has them. Each bundle is recorded once, as in the JSON. */
  private record(): void {
    recordTexts(this.scripts, this.last);
    recordTexts(this.objectFiles, this.last);
    if (this.identityFiles) recordTexts(this.identityFiles, this.last);
    for (const [node, [, shared, own]] of this.bundles) {
      if (node.plan.index === 0) recordTexts(shared!, this.last);
      recordTexts(own!, this.last, { scope: node, id: ids.files });
    }
  }

  private bundle(role: Role, nodes: readonly Node[]): void {
    const { cluster, values } = this.props;
    const digests = artifactsOf(cluster, role).map(({ name, sha256 }) => [artifactKey(name), sha256]);
    this.artifactDigests.set(role, Object.fromEntries(digests));
    const shared = new Bundle(this.scope, ids.roleFiles({ role }), roleFiles(cluster, role, values));
    for (const node of nodes) {
      const id = ids.nodeFiles({ role, index: node.plan.index });
      const own = new Bundle(this.scope, id, nodeFiles(cluster, node.plan, values));
      this.bundles.set(node, [this.scripts, shared, own]);
    }
  }

  private join(node: Node): Resource {
    return runStep(node, ids.join, {
      step: "join",
      connection: this.connection(node),
      bundles: this.bundles.get(node)!,
      triggers: { [triggerKeys.instance]: node.instance.id },
      dependsOn: [...this.props.network, ...node.needs],
    });
  }

  private updateInTurn(nodes: readonly Node[], atOnce: number, before: readonly Resource[]): Resource[] {
    const updates: Resource[] = [];
    nodes.forEach((node, index) => {
      const turn = index < atOnce ? before : [updates[index - atOnce]!];
      updates.push(
        runStep(node, ids.update, {
          step: "update",
          connection: this.connection(node),
          bundles: this.bundles.get(node)!,
          triggers: this.updateTriggers(node),
          dependsOn: [...new Set([this.joins.get(node)!, ...turn])],
        }),
      );
    });
    return updates;
  }

  private updateTriggers(node: Node): Record<string, string> {
    const [scripts, ...files] = this.bundles.get(node)!;
    const leave = this.leaves.get(node);
    return Object.assign(
      {
        [triggerKeys.instance]: node.instance.id,
        [paths.scripts]: scripts!.digest(),
        ...this.artifactDigests.get(node.plan.role),
      },
      // If a node has left but stays after all, its leave is replaced. The new id makes its update start the node
      // again.
      leave && { [triggerKeys.leave]: `\${${idOfLeave(leave, node)}}` },
      ...files.map((bundle) => bundle.digests()),
    );
  }

  /** Adds the step that publishes the token keys for AWS, and returns the last step. */
  private publish(after: readonly Resource[]): readonly Resource[] {
    const { cluster, values, masters, identity } = this.props;
    if (!identity) return after;
    const files = new Bundle(this.scope, ids.identityFiles, identityFiles(cluster, values));
    const step = runStep(identity, ids.publish, {
      step: "identity",
      connection: this.connection(masters[0]!),
      bundles: [this.scripts, files],
      triggers: { ...identity.triggers, ...files.digests() },
      dependsOn: [...after, ...identity.needed],
    });
    this.identityFiles = files;
    return [step];
  }

  /** Adds the steps on the cluster's own objects, and returns the last one. */
  private objects(after: readonly Resource[]): Resource {
    const addons = this.addons(after);
    return rotatesKeys(this.props.cluster.config.encryption.keys) ? this.reencrypt([addons]) : addons;
  }

  private addons(after: readonly Resource[]): Resource {
    const { masters } = this.props;
    return runStep(this.scope, ids.addons, {
      step: "addons",
      connection: this.connection(masters[0]!),
      bundles: [this.scripts, this.objectFiles],
      // With a single master, a new instance means that the cluster's objects are lost.
      triggers: {
        ...Object.fromEntries(masters.map(({ plan, instance }) => [plan.name, instance.id])),
        ...this.objectFiles.digests(),
      },
      dependsOn: [...after],
    });
  }

  /**
   * Rewrites Secrets and ConfigMaps after every master encrypts with the first key. It uses the add-ons' credential.
   */
  private reencrypt(after: readonly Resource[]): Resource {
    const { cluster, masters } = this.props;
    return runStep(this.scope, ids.reencrypt, {
      step: "reencrypt",
      connection: this.connection(masters[0]!),
      bundles: [this.scripts, this.objectFiles],
      triggers: { [triggerKeys.firstEncryptionKey]: keyIdentity(cluster.config.encryption.keys[0]!) },
      dependsOn: [...after],
    });
  }

  /**
   * Adds the steps that run at destruction. Terraform destroys in the opposite order: the end of the cluster, workers,
   * masters, and only then instances and routes. The first master answers for all others, and the second one for the
   * first. A single master has no such step, because no other master remains to answer for it. When a cluster shrinks
   * to one master, the block of the first master's step is gone, so that master does not leave.
   */
  private addLeaves(): TerraformData {
    const { masters, workers, generatedKey } = this.props;
    const [first, second] = masters;
    const { scope } = this;
    const after = (nodes: readonly Node[], ...others: ITerraformDependable[]): LeaveProps => ({
      ssh: this.props.ssh,
      generatedKey,
      dependsOn: [...nodes.flatMap((node) => [this.joins.get(node)!, ...node.routes]), ...others],
    });
    const others = masters.slice(1).map((node) => ({ node, through: first! }));
    const masterLeave = addLeave(scope, ids.leave({ role: "master" }), "master", others, after(masters));
    const masterLeaves = [masterLeave];
    for (const { node } of others) this.leaves.set(node, masterLeave);
    if (second) {
      const ofFirst = [{ node: first!, through: second }];
      const firstLeave = addLeave(scope, ids.firstMasterLeave, "master", ofFirst, after(masters));
      masterLeaves.push(firstLeave);
      this.leaves.set(first!, firstLeave);
    }
    const ofWorkers = workers.map((node) => ({ node, through: first! }));
    const workerLeave = addLeave(
      scope,
      ids.leave({ role: "worker" }),
      "worker",
      ofWorkers,
      after(workers, ...masterLeaves),
    );
    for (const node of workers) this.leaves.set(node, workerLeave);
    return addClusterEnd(scope, ids.clusterEnd, masters.slice(0, 2), after([], workerLeave, ...masterLeaves));
  }

  private connection(node: Node) {
    const { ssh, generatedKey } = this.props;
    return connectionTo(endpointOf(node, ssh), ssh, generatedKey, "10m");
  }
}
