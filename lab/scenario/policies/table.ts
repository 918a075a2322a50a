import { expectNone, Failed } from "../../../verify/outcome";
import { ended, type List, type Pod, serves } from "../../../verify/objects";
import type { Subject } from "../../../verify/subject";
import { until } from "../../../verify/wait";
import { type Case, policyManifests } from "./cases";
import { namespaces, type Place, places, podManifests, type Way, ways } from "./pods";

/** A pod, with the name and address that it has now. */
export interface Standing extends Place {
  readonly name: string;
  readonly address: string;
  readonly node: string;
}

/** One way between two pods, and whether it is open. */
export interface Tried {
  readonly from: Place;
  readonly to: Place;
  readonly way: Way;
  readonly open: boolean;
}

/** How long an enforcer may take until all nodes have written a policy, in seconds: Kubernetes' tests give it 20. */
const enforcerLag = 20;

const shown = ({ namespace, pod }: Place) => `${namespace}/${pod}`;
const same = (one: Place, other: Place) => one.namespace === other.namespace && one.pod === other.pod;

/**
 * Asks all addresses at once, by each way, and prints those that answer: "tcp ADDRESS:PORT". A second is enough where
 * nothing has to be sent twice.
 */
function askScript(targets: readonly Standing[]): string {
  const of = (protocol: string) => ways.filter((way) => way.protocol === protocol);
  const urls = of("tcp").flatMap(({ port }) =>
    targets.map(({ address }) => `-o /dev/null http://${address}:${port}/hostname`),
  );
  const udp = of("udp").flatMap(({ port }) => targets.map(({ address }) => `${address} ${port}`));
  const tcp = `curl --silent --parallel --parallel-immediate --parallel-max 100 --max-time 2 --write-out '%{response_code} %{url_effective}\\n' ${urls.join(" ")}`;
  return `${tcp} | sed -n 's|^200 http://\\(.*\\)/hostname$|tcp \\1|p' &
${udp.map((one) => `(echo hostname | nc -u -w 1 ${one} | grep -q . && echo "udp ${one.replace(" ", ":")}") &`).join("\n")}
wait`;
}

/** The pods that are there and have an address, ready or not. */
export async function present({ kubectl }: Subject): Promise<readonly (Standing & { readonly ready: boolean })[]> {
  const { items } = await kubectl.get<List<Pod>>("pods", "--all-namespaces", "--selector", "pod in (a, b, c)");
  return items.flatMap((it) => {
    const { metadata, status } = it;
    const place = places.find(({ namespace, pod }) => namespace === metadata.namespace && pod === metadata.labels?.pod);
    if (!place || metadata.deletionTimestamp || ended(it) || !status.podIP) return [];
    const node = it.spec.nodeName!;
    return [{ ...place, name: metadata.name, address: status.podIP, node, ready: serves(it) }];
  });
}

/** The pods once they stand: one each, ready. */
export async function standing(subject: Subject): Promise<readonly Standing[]> {
  return until("the nine pods to serve", 180, async () => {
    const found = await present(subject);
    const missing = places.filter((place) => found.filter((pod) => same(pod, place) && pod.ready).length !== 1);
    expectNone(missing.map((place) => `${shown(place)} does not serve yet`));
    return found.filter(({ ready }) => ready);
  });
}

/** Makes the namespaces and pods. */
export async function standPods(subject: Subject): Promise<void> {
  const nodes = (await subject.nodes()).map(({ metadata }) => metadata.name);
  const input = JSON.stringify(podManifests(subject.stage.image, nodes));
  await subject.kubectl.run(["apply", "--filename", "-"], { input, seconds: 60 });
}

/** Removes them with all policies. */
export async function removePods({ kubectl }: Subject): Promise<void> {
  await kubectl.run(["delete", "namespace", ...namespaces, "--ignore-not-found"], { seconds: 120 });
}

/** Tries every way from the pods to all others, once. A pod that cannot be entered, as its node is away, tries none. */
export async function tryAll({ kubectl }: Subject, pods: readonly Standing[]): Promise<Tried[]> {
  const answers = await Promise.all(
    pods.map(async (from) => {
      const targets = pods.filter((to) => !same(from, to));
      const command = ["exec", "--namespace", from.namespace, from.name, "--container", "serve-8080", "--", "sh", "-c"];
      const output = await kubectl.attempt([...command, askScript(targets)], { seconds: 60 });
      if (output.code !== 0) return [];
      const lines = new Set(output.stdout.split("\n"));
      return targets.flatMap((to) =>
        ways.map((way) => ({ from, to, way, open: lines.has(`${way.protocol} ${to.address}:${way.port}`) })),
      );
    }),
  );
  return answers.flat();
}

/** Ways that are not as a case has them, a line each. */
export function wrongWays(tried: readonly Tried[], { allows }: Case): string[] {
  return tried
    .filter(({ from, to, way, open }) => allows(from, to, way) !== open)
    .map(({ from, to, way, open }) => `${shown(from)} to ${shown(to)} ${way.name}: ${open ? "open" : "closed"}`);
}

/** Ways that are open and should not be: what may never happen, not even for a moment. */
export const leaks = (tried: readonly Tried[], { allows }: Case): Tried[] =>
  tried.filter(({ from, to, way, open }) => open && !allows(from, to, way));

/** Lays a case's policies down in place of those of the case before. */
export async function layPolicies({ kubectl }: Subject, one: Case, pods: readonly Standing[]): Promise<void> {
  for (const namespace of namespaces)
    await kubectl.run(["delete", "networkpolicies", "--all", "--namespace", namespace]);
  const address = (place: Place) => pods.find((pod) => same(pod, place))!.address;
  const manifests = policyManifests(one, address);
  if (manifests.items.length > 0)
    await kubectl.run(["create", "--filename", "-"], { input: JSON.stringify(manifests) });
}

/**
 * Waits until a case holds, for every way at once.
 * @returns how many ways were tried, and how long it took until all were as they should be, in seconds.
 */
export async function untilHolds(subject: Subject, one: Case): Promise<{ ways: number; seconds: number }> {
  const pods = await standing(subject);
  const start = Date.now();
  const tried = await until(`${one.name} to hold`, enforcerLag, async () => {
    const all = await tryAll(subject, pods);
    const wanted = places.length * (places.length - 1) * ways.length;
    if (all.length < wanted) throw new Failed(`${all.length} of ${wanted} ways could be tried`);
    expectNone(wrongWays(all, one));
    return all;
  });
  return { ways: tried.length, seconds: (Date.now() - start) / 1000 };
}
