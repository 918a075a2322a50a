import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { Failed, Skipped } from "../../../lab/verify/check";
import { Interruption } from "../../../lab/verify/interruption";
import { Subject } from "../../../lab/verify/subject";
import { until } from "../../../lab/verify/wait";

/** Stands in for kubectl: notes what it is asked for, and knows a node and a pod that does not come up. */
const program = `#!/bin/sh
shift 2 # where its cache is
echo "$*" >>"$(dirname "$0")/asked"
case "$*" in
"get namespace"*) cat "$(dirname "$0")/namespace" 2>/dev/null ;;
"get nodes"*) echo '{"items":[{"metadata":{"name":"a"},"status":{"conditions":[{"type":"Ready","status":"True"}]}}]}' ;;
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

test("nothing is made before a check asks for it", () => {
  expect(subject.stage.used).toBe(false);
});

test("what an earlier run left goes first, and all checks share what is made then", async () => {
  await Promise.all([subject.stage.exists(), subject.stage.rolledOut("daemonset/echo"), subject.stage.exists()]);
  const commands = asked();
  const first = (start: string) => commands.findIndex((command) => command.startsWith(start));
  expect(commands.filter((command) => command.startsWith("create"))).toHaveLength(2);
  expect(first("delete namespace groundup-verify")).toBeLessThan(first("create"));
  expect(first("create")).toBeLessThan(first("wait --for=create serviceaccount/default"));
  expect(commands.at(-1)).toMatch(/^rollout status daemonset\/echo /);
  expect(subject.stage.used).toBe(true);
});

describe("a namespace that is there already", () => {
  const found = (run: string, created: Date) => {
    const metadata = { annotations: { "groundup-verify/run": run }, creationTimestamp: created.toISOString() };
    writeFileSync(path.join(folder, "namespace"), JSON.stringify({ metadata }));
  };
  const now = new Date();
  const longAgo = new Date(now.getTime() - 3_600_000);

  test.each([
    ["a run on this machine that lives", `process ${process.pid} on ${hostname()}`],
    ["a run on another machine", "process 1 on elsewhere"],
  ])("is left to %s", async (_, run) => {
    found(run, now);
    await expect(subject.stage.exists()).rejects.toThrow(`another verify is at work in this cluster: ${run}`);
    expect(asked().filter((command) => command.startsWith("delete"))).toEqual([]);
    expect(subject.stage.used).toBe(false);
  });

  test.each<[string, string, Date]>([
    ["a run on this machine that died", `process 4194305 on ${hostname()}`, now],
    ["a run on another machine, long ago", "process 1 on elsewhere", longAgo],
    ["nobody knows whom", "", now],
  ])("is removed when it is of %s", async (_, run, created) => {
    found(run, created);
    await subject.stage.exists();
    expect(asked()).toContainEqual(expect.stringMatching(/^delete namespace groundup-verify /));
  });
});

test("pods that do not come up are told with their reasons, those that did are not", async () => {
  const failure = await subject.stage.rolledOut("deployment/web").catch((error: Error) => error);
  expect(failure).toBeInstanceOf(Failed);
  expect((failure as Error).message.split("\n")).toEqual([
    "deployment/web is not up: timed out waiting",
    "pods on a: Pending, ErrImagePull, no such host",
    "pods on no node: Pending, Unschedulable, no room",
  ]);
});

test("a check that wants what is not there is skipped, and says what it would need", async () => {
  expect(() => subject.plan).toThrow(new Skipped("needs the cluster file (--cluster FILE)"));
  expect(() => subject.masters).toThrow(Skipped);
  const machine = { name: "master-0", node: "m", privateAddress: "p", publicAddress: "q" };
  await expect(subject.on(machine, "true")).rejects.toThrow(/^needs SSH to the nodes/);
});

describe("waiting", () => {
  test("goes on with the first answer", async () => {
    let asks = 0;
    const answer = await until("it", 5, async () => {
      if (++asks < 2) throw new Failed("not yet");
      return asks;
    });
    expect(answer).toBe(2);
  });

  test("ends in what was missing last, and in what was waited for", async () => {
    const never = () => Promise.reject(new Failed("two of three"));
    await expect(until("three", 0.1, never)).rejects.toThrow("waited 0.1 s for three, in vain: two of three");
  });

  test("does not outwait a bug", async () => {
    const broken = () => Promise.reject(new TypeError("of undefined"));
    await expect(until("it", 5, broken)).rejects.toThrow(TypeError);
  });
});

test("a signal to stop is an error, once, until it is forgotten", async () => {
  const interruption = new Interruption();
  process.emit("SIGINT", "SIGINT");
  process.emit("SIGTERM", "SIGTERM");
  await expect(interruption.happened).rejects.toThrow("stopped by SIGINT");
  interruption.forget();
  expect(process.listenerCount("SIGINT")).toBe(0);
});
