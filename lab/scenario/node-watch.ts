import { LabError } from "../errors";
import { sleep } from "../../lib/processes";
import type { Lease, List, Node } from "../../verify/objects";
import type { Subject } from "../../verify/subject";

/** What was seen of a node's kubelet. */
export interface NodeSeen {
  readonly node: string;
  /** The longest time between two renewals of its lease, in seconds. A healthy kubelet renews every 10 s. */
  readonly worstGap: number;
  /** Whether the control plane considered the node not Ready meanwhile. */
  readonly becameNotReady: boolean;
}

/** Milliseconds between two queries. */
const interval = 1000;

/**
 * Watches whether kubelets renew their leases. The node controller uses the same leases to decide whether a node is
 * Ready.
 */
export class NodeWatch {
  private readonly renewals = new Map<string, Set<number>>();
  private ended = false;
  private running: Promise<void> = Promise.resolve();

  private constructor(
    private readonly subject: Subject,
    private readonly before: ReadonlyMap<string, string>,
  ) {}

  /** Starts to watch all nodes. */
  static async start(subject: Subject): Promise<NodeWatch> {
    const watch = new NodeWatch(subject, await readySince(subject));
    watch.running = watch.run();
    return watch;
  }

  /**
   * Stops watching, and returns the result of each node.
   * @throws LabError if the API showed too few renewals of a node
   */
  async stop(): Promise<NodeSeen[]> {
    this.ended = true;
    await this.running;
    const after = await readySince(this.subject);
    const unseen = [...this.before.keys()].filter((node) => (this.renewals.get(node)?.size ?? 0) < 2);
    if (unseen.length > 0) throw new LabError(`too few renewals of leases were seen: ${unseen.join(", ")}`);
    return [...this.renewals].map(([node, times]) => ({
      node,
      worstGap: worstGap([...times]) / 1000,
      becameNotReady: this.before.get(node) !== after.get(node),
    }));
  }

  private async run(): Promise<void> {
    while (!this.ended) {
      // a query that fails because of the trouble is skipped: the next one shows the same renewals
      await this.look().catch(() => undefined);
      await sleep(interval);
    }
  }

  private async look(): Promise<void> {
    const { items } = await this.subject.kubectl.get<List<Lease>>(
      "leases",
      "--namespace",
      "kube-node-lease",
      "--request-timeout=3s",
    );
    for (const { metadata, spec } of items) {
      const times = this.renewals.get(metadata.name) ?? new Set();
      if (spec.renewTime) times.add(Date.parse(spec.renewTime));
      this.renewals.set(metadata.name, times);
    }
  }
}

/** The longest time between two consecutive moments. */
export function worstGap(times: readonly number[]): number {
  const sorted = [...times].sort((one, other) => one - other);
  return Math.max(0, ...sorted.slice(1).map((time, index) => time - sorted[index]!));
}

/** Since when each node is Ready. A node that was not Ready for a moment has another time. */
async function readySince({ kubectl }: Subject): Promise<ReadonlyMap<string, string>> {
  const { items } = await kubectl.get<List<Node>>("nodes");
  return new Map(
    items.map(({ metadata, status }) => {
      const ready = status.conditions.find((it) => it.type === "Ready");
      return [metadata.name, `${ready?.status} ${ready?.lastTransitionTime}`];
    }),
  );
}
