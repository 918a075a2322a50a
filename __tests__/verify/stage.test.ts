import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { Failed, Skipped } from "../../verify/outcome";
import { untilNamed } from "../../verify/checks/dns";
import { Interruption } from "../../verify/interruption";
import { isOfVerify, namespace } from "../../verify/kubectl";
import { namespaceManifest } from "../../verify/manifests";
import { Subject } from "../../verify/subject";
import { until } from "../../verify/wait";

/**
 * Stands in for kubectl: records its calls, and knows a node, and a pod that does not start. In pods, the first query gets
 * an outdated answer: one pod for a Service, nothing for a name.
 */
const program = `#!/bin/sh
shift 2 # where its cache is
echo "$*" >>"$(dirname "$0")/asked"
case "$*" in
"get namespaces"*) cat "$(dirname "$0")/namespaces" 2>/dev/null || echo '{"items":[]}' ;;
"get service "*) echo '{"spec":{"clusterIP":"10.32.0.80"}}' ;;
"exec "*)
  case "$*" in *dig*) now="" before="says nothing" ;; *) now="web-1 web-2 web-3" before=web-1 ;; esac
  mkdir "$(dirname "$0")/heard" 2>/dev/null && echo "$before" || echo "$now" ;;
"get nodes"*) echo '{"items":[{"metadata":{"name":"a"},"status":{"conditions":[{"type":"Ready","status":"True"}]}}]}' ;;
"get pods"*app=echo*|"get pods"*k8s-app=kube-dns*) cat <<END
{"items":[{"metadata":{"name":"echo-1"},"spec":{"nodeName":"a"},"status":{"podIP":"172.20.0.3","conditions":[{"type":"Ready","status":"True"}]}}]}
END
;;
"get pods"*) cat <<END
{"items":[
 {"metadata":{"name":"web-1"},"spec":{"nodeName":"a"},"status":{"phase":"Pending","containerStatuses":[{"state":{"waiting":{"reason":"ErrImagePull","message":"no such host"}}}]}},
 {"metadata":{"name":"web-2"},"spec":{},"status":{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"no room"}]}},
 {"metadata":{"name":"web-3"},"spec":{"nodeName":"a"},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}
]}
END
;;
"rollout status deployment/web"*) echo "timed out waiting" >&2; exit 1 ;;
esac
exit 0
`;

let folder: string;
let subject: Subject;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "verify-test-"));
  writeFileSync(path.join(folder, "kubectl"), program, { mode: 0o755 });
  const asOperator = (command: readonly string[]) => [...command];
  subject = new Subject({ name: "test", kubectl: [path.join(folder, "kubectl")], asOperator, folder }, "an-image");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const asked = () => readFileSync(path.join(folder, "asked"), "utf8").trim().split("\n");

test("nothing is created before a check needs it", () => {
  expect(subject.stage.used).toBe(false);
});

test("all checks share what the first one created", async () => {
  await Promise.all([subject.stage.exists(), subject.stage.rolledOut("daemonset/echo"), subject.stage.exists()]);
  const commands = asked();
  const first = (start: string) => commands.findIndex((command) => command.startsWith(start));
  expect(commands.filter((command) => command.startsWith("create"))).toHaveLength(2);
  expect(first("create")).toBeLessThan(first("wait --for=create serviceaccount/default"));
  expect(commands.at(-1)).toMatch(/^rollout status daemonset\/echo /);
  expect(subject.stage.used).toBe(true);
});

test("no two runs share a namespace, and each knows another's", () => {
  expect(namespace).toMatch(/^groundup-verify-[0-9a-f]{8}$/);
  jest.isolateModules(() => {
    const other = jest.requireActual<{ namespace: string }>("../../verify/kubectl").namespace;
    expect(other).not.toBe(namespace);
    expect(isOfVerify(other)).toBe(true);
  });
  expect(isOfVerify("kube-system")).toBe(false);
});

describe("the namespace of another run", () => {
  const now = new Date();
  const longAgo = new Date(now.getTime() - 3_600_000);
  const { annotations, labels } = namespaceManifest().metadata;
  const [key] = Object.keys(annotations);

  const deletedBeside = async (run: string, created: Date) => {
    const metadata = { name: "other", annotations: { [key!]: run }, creationTimestamp: created.toISOString() };
    writeFileSync(path.join(folder, "namespaces"), JSON.stringify({ items: [{ metadata }] }));
    await subject.stage.exists();
    const [label] = Object.keys(labels).filter((it) => !it.includes("pod-security"));
    expect(asked()[0]).toBe(`get namespaces --selector ${label} --output json`);
    return asked().filter((command) => command.startsWith("delete"));
  };

  test.each([
    ["on this machine that lives", `process ${process.pid} on ${hostname()}`],
    ["on another machine", "process 1 on elsewhere"],
  ])("%s is kept", async (_, run) => {
    expect(await deletedBeside(run, now)).toEqual([]);
  });

  test.each<[string, string, Date]>([
    ["on this machine that died", `process 4194305 on ${hostname()}`, now],
    ["on another machine, long ago", "process 1 on elsewhere", longAgo],
    ["that nobody knows", "", now],
  ])("%s is removed, without a wait", async (_, run, created) => {
    expect(await deletedBeside(run, created)).toEqual(["delete namespace other --ignore-not-found --wait=false"]);
  });
});

test("pods that do not start are reported with their reasons, running ones are not", async () => {
  const failure = await subject.stage.rolledOut("deployment/web").catch((error: Error) => error);
  expect(failure).toBeInstanceOf(Failed);
  expect((failure as Error).message.split("\n")).toEqual([
    "deployment/web is not up: timed out waiting",
    "pods on a: Pending, ErrImagePull, no such host",
    "pods on no node: Pending, Unschedulable, no room",
  ]);
});

describe("a check waits until all parts know of a change", () => {
  const asks = (word: string) => asked().filter((command) => command.startsWith("exec ") && command.includes(word));

  test("kube-proxy, on every node", async () => {
    await subject.stage.untilServed("web");
    expect(asks("http://10.32.0.80/hostname")).toHaveLength(2);
  });

  test("the cluster DNS, in every pod", async () => {
    await Promise.all([untilNamed(subject), untilNamed(subject)]);
    expect(asks(`dig +short +time=5 +tries=1 @172.20.0.3 web.${namespace}.svc.cluster.local.`)).toHaveLength(2);
  });
});

test("a check without its prerequisites is skipped, and says what it needs", async () => {
  expect(() => subject.plan).toThrow(new Skipped("needs the cluster file (--cluster FILE)"));
  expect(() => subject.masters).toThrow(Skipped);
  const machine = { name: "master-0", node: "m", privateAddress: "p", publicAddress: "q" };
  await expect(subject.on(machine, "true")).rejects.toThrow(/^needs SSH to the nodes/);
});

describe("waiting", () => {
  test("ends with the first answer", async () => {
    let asks = 0;
    const answer = await until("it", 5, async () => {
      if (++asks < 2) throw new Failed("not yet");
      return asks;
    });
    expect(answer).toBe(2);
  });

  test("fails with what was missing last, and what the wait was for", async () => {
    const never = () => Promise.reject(new Failed("two of three"));
    await expect(until("three", 0.1, never)).rejects.toThrow("waited 0.1 s for three without success: two of three");
  });

  test("stops at a bug", async () => {
    const broken = () => Promise.reject(new TypeError("of undefined"));
    await expect(until("it", 5, broken)).rejects.toThrow(TypeError);
  });
});

test("a signal to stop is an error, once, until signals are restored", async () => {
  const interruption = new Interruption();
  process.emit("SIGINT", "SIGINT");
  process.emit("SIGTERM", "SIGTERM");
  await expect(interruption.happened).rejects.toThrow("stopped by SIGINT");
  interruption.forget();
  expect(process.listenerCount("SIGINT")).toBe(0);
});
