import { expect, Failed } from "../../../verify/outcome";
import type { Subject } from "../../../verify/subject";
import { type Standing, standing } from "./table";

/** What an attempt at all link-local ways has shown. */
interface LinkLocal {
  readonly tried: number;
  /** Ways that are open, one line each. */
  readonly open: readonly string[];
}

const inPod = async ({ kubectl }: Subject, pod: Standing, script: string): Promise<string> => {
  const command = ["exec", "--namespace", pod.namespace, pod.name, "--container", "serve-8080", "--", "sh", "-c"];
  return (await kubectl.run([...command, script], { seconds: 60 })).trim();
};

const addressScript = "ip -6 -oneline address show dev eth0 scope link | sed -n 's|.* inet6 \\([^/]*\\)/.*|\\1|p'";
const askScript = (address: string) =>
  `curl --silent --globoff --max-time 2 --output /dev/null 'http://[${address}%25eth0]:8080/hostname' && echo open || echo closed`;

/**
 * Tries the ways between all pods of one node by IPv6's link-local addresses. No policy decides about these ways, so
 * none may be open. Each pod also asks itself, to show that it serves at its address.
 * @returns undefined if pods have no such addresses: the node's kernel has no IPv6
 */
export async function linkLocalWays(subject: Subject): Promise<LinkLocal | undefined> {
  const pods = await standing(subject);
  const found = await Promise.all(
    pods.map(async (pod) => ({ ...pod, linkLocal: await inPod(subject, pod, addressScript) })),
  );
  if (found.every(({ linkLocal }) => linkLocal === "")) return undefined;
  const itself = await Promise.all(found.map((pod) => inPod(subject, pod, askScript(pod.linkLocal))));
  expect(
    itself.every((it) => it === "open"),
    "a pod does not serve at its own link-local address",
  );
  const pairs = found.flatMap((from) =>
    found.filter((to) => to.node === from.node && to !== from).map((to) => ({ from, to })),
  );
  if (pairs.length === 0) throw new Failed("no two pods are on one node");
  const answers = await Promise.all(pairs.map(({ from, to }) => inPod(subject, from, askScript(to.linkLocal))));
  const open = pairs.filter((_, index) => answers[index] === "open");
  return {
    tried: pairs.length,
    open: open.map(({ from, to }) => `${from.namespace}/${from.pod} to ${to.namespace}/${to.pod} by ${to.linkLocal}`),
  };
}
