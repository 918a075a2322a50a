import { randomBytes } from "node:crypto";
import { Failed } from "./outcome";
import { type Kubectl, lastWords, namespace, type Place } from "./kubectl";
import { proxyLag } from "./lags";
import { isLeftBehind, runLabel } from "./leftovers";
import { namespaceManifest, stageManifests } from "./manifests";
import { Once } from "./once";
import { ended, holds, type List, type Meta, type Node, type Pod, type Service } from "./objects";
import { patient } from "./patience";
import { until } from "./wait";

/** A pod of the DaemonSet: one on every node. */
export interface EchoPod extends Place {
  readonly address: string;
}

/** Requests from a node to a Service, enough to reach all its pods: one of three is missed once in 43 times. */
const requests = 12;

/** Seconds that a workload may take to start. */
const limit = 60;

/**
 * verify's namespace with its workloads. A workload is created when the first check needs it, and shared by all checks.
 */
export class Stage {
  /** Must be found in secrets, and nowhere else. */
  readonly nonce = randomBytes(16).toString("hex");
  private owned = false;
  private readonly made = new Once();

  /** @param image of the pods. */
  constructor(
    private readonly kubectl: Kubectl,
    readonly image: string,
  ) {}

  /** Creates all objects unless they exist. */
  exists(): Promise<void> {
    return this.made.get("objects", async () => {
      await this.removeLeftovers();
      this.owned = true;
      await this.kubectl.run(["create", "--filename", "-"], { input: JSON.stringify(namespaceManifest()) });
      // pods are refused until the controller manager has created their service account
      await this.kubectl.run(
        ["wait", "--for=create", "serviceaccount/default", `--timeout=${patient(limit)}s`, "--namespace", namespace],
        { seconds: limit + 5 },
      );
      const secretNode = await this.firstNode();
      const manifests = stageManifests({ image: this.image, nonce: this.nonce, secretNode });
      await this.kubectl.run(["create", "--filename", "-"], { input: JSON.stringify(manifests) });
    });
  }

  /** Waits until a workload, such as `deployment/web`, runs on all its nodes. */
  rolledOut(workload: string): Promise<void> {
    return this.made.get(workload, () => this.upWith(["rollout", "status", workload], workload));
  }

  /** Waits until a single pod is ready. */
  ready(pod: string): Promise<void> {
    return this.made.get(`pod ${pod}`, () =>
      this.upWith(["wait", "--for=condition=Ready", `pod/${pod}`], `pod ${pod}`),
    );
  }

  /** The pod that uses the secret, once it is ready. */
  holder(): Promise<Place> {
    return this.made.get("holder", async () => {
      await this.ready("holder");
      const [pod] = await this.pods("holder");
      if (!pod) throw new Failed("pod holder was deleted");
      return { name: "holder", node: pod.spec.nodeName! };
    });
  }

  /** The pods from which checks look at the cluster: one on every node, in the order of the nodes' names. */
  echo(): Promise<readonly EchoPod[]> {
    return this.made.get("echo", async () => {
      await this.rolledOut("daemonset/echo");
      const pods = (await this.pods("echo")).map((pod) => ({
        name: pod.metadata.name,
        node: pod.spec.nodeName!,
        address: pod.status.podIP!,
      }));
      if (pods.length === 0) throw new Failed("there is no node to run a pod on");
      return pods.sort((a, b) => a.node.localeCompare(b.node, "en", { numeric: true }));
    });
  }

  /** The present pods of a workload, without those that are being deleted or have ended. */
  async pods(app: string): Promise<readonly Pod[]> {
    const pods = await this.kubectl.get<List<Pod>>("pods", "--namespace", namespace, "--selector", `app=${app}`);
    return pods.items.filter((pod) => !pod.metadata.deletionTimestamp && !ended(pod));
  }

  /** The cluster IP of a Service. Checks that do not test names use it. */
  async serviceAddress(name: string): Promise<string> {
    await this.exists();
    return (await this.kubectl.get<Service>("service", name, "--namespace", namespace)).spec.clusterIP;
  }

  /** Waits until a Deployment's Service of the same name reaches all its pods from every node. */
  served(name: string): Promise<void> {
    return this.made.get(`service ${name}`, async () => {
      await this.rolledOut(`deployment/${name}`);
      await this.untilServed(name);
    });
  }

  /** The same, without the cache. kube-proxy writes all rules of a Service at once, including its node port. */
  async untilServed(name: string): Promise<void> {
    const address = await this.serviceAddress(name);
    const script = `for i in $(seq ${requests}); do curl -s -m 2 http://${address}/hostname || break; echo; done`;
    await this.echo();
    // As they are now: a node that was rebooted has another pod.
    const askers = (await this.pods("echo")).map(({ metadata, spec }) => ({
      name: metadata.name,
      node: spec.nodeName!,
    }));
    await Promise.all(
      askers.map((asker) =>
        until(`kube-proxy on ${asker.node} to lead to all pods of Service ${name}`, proxyLag, async () => {
          const answers = (await this.kubectl.exec(asker, script)).split(/\s+/);
          const pods = (await this.pods(name)).map(({ metadata }) => metadata.name);
          const missing = pods.filter((pod) => !answers.includes(pod));
          if (missing.length > 0) throw new Failed(`${missing.join(", ")} did not answer`);
        }),
      ),
    );
  }

  /** Whether this run's namespace has to be removed. */
  get used(): boolean {
    return this.owned;
  }

  /**
   * Removes the namespace with everything in it, and waits until it is gone. Kubernetes looks into a namespace five
   * seconds after the request to remove it. Pods that have ended by then cause no second wait.
   */
  async remove(): Promise<void> {
    const seconds = limit + 5;
    await Promise.all([
      this.kubectl.run(["delete", "namespace", namespace, "--ignore-not-found", `--timeout=${patient(limit)}s`], {
        seconds,
      }),
      this.kubectl.run([
        "delete",
        "daemonsets,deployments,jobs,pods",
        "--all",
        "--namespace",
        namespace,
        "--wait=false",
      ]),
    ]);
  }

  /** Removes namespaces that other runs left behind, without waiting: this run has a namespace of its own. */
  private async removeLeftovers(): Promise<void> {
    const found = await this.kubectl.get<List<{ metadata: Meta }>>("namespaces", "--selector", runLabel);
    const left = found.items.filter(({ metadata }) => isLeftBehind(metadata, new Date()));
    if (left.length === 0) return;
    const names = left.map(({ metadata }) => metadata.name);
    await this.kubectl.run(["delete", "namespace", ...names, "--ignore-not-found", "--wait=false"]);
  }

  private async upWith(wait: readonly string[], what: string): Promise<void> {
    await this.exists();
    const app = what.replace(/^.*[/ ]/, "");
    const output = await this.kubectl.attempt([...wait, "--namespace", namespace, `--timeout=${patient(limit)}s`], {
      seconds: limit + 5,
    });
    if (output.code === 0) return;
    throw new Failed([`${what} is not up: ${lastWords(output)}`, ...(await this.trouble(app))].join("\n"));
  }

  /** Why a workload's pods are not ready, according to the API, one line per reason. */
  private async trouble(app: string): Promise<string[]> {
    const pods = (await this.pods(app)).filter((pod) => !holds(pod.status.conditions, "Ready"));
    const reasons = new Set(pods.map(reasonOf));
    return [...reasons].map((reason) => {
      const where = pods.filter((pod) => reasonOf(pod) === reason).map((pod) => pod.spec.nodeName ?? "no node");
      return `pods on ${where.join(", ")}: ${reason}`;
    });
  }

  private async firstNode(): Promise<string> {
    const { items } = await this.kubectl.get<List<Node>>("nodes");
    const [node] = items.filter(({ status }) => holds(status.conditions, "Ready"));
    if (!node) throw new Failed("no node is Ready");
    return node.metadata.name;
  }
}

/** Why a pod is not ready, in one line: what its container waits for, or the pod's own message. */
export function reasonOf({ status }: Pod): string {
  const waiting = status.containerStatuses?.flatMap(({ state }) => state.waiting ?? [])[0];
  const condition = status.conditions?.find((it) => it.status === "False" && it.message);
  const { reason, message } = waiting ?? condition ?? {};
  return [status.phase, reason, message].filter(Boolean).join(", ");
}
