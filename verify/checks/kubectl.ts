import { createHash, randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Area } from "../check";
import { expect, expectNone, Failed } from "../outcome";
import { lastWords, namespace } from "../kubectl";
import { port } from "../manifests";
import { execute, programLimit } from "../site/execute";
import type { Subject } from "../subject";
import { until } from "../wait";

async function logs(subject: Subject): Promise<string> {
  const pods = await subject.stage.echo();
  const texts = await Promise.all(pods.map((pod) => subject.kubectl.run(["logs", "--namespace", namespace, pod.name])));
  expectNone(
    pods.flatMap((pod, index) =>
      texts[index]!.includes(`serves on ${pod.node}`) ? [] : [`the log of ${pod.name} lacks its first line`],
    ),
  );
  return `from the kubelets of ${pods.map((pod) => pod.node).join(", ")}`;
}

async function exec(subject: Subject): Promise<string> {
  const pods = await subject.stage.echo();
  const said = await Promise.all(pods.map((pod) => subject.kubectl.exec(pod, 'echo "$NODE"; id -u')));
  said.forEach((text, index) => {
    const [node, user] = text.trim().split("\n");
    expect(node === pods[index]!.node && user === "65532", `in ${pods[index]!.name}: ${text.trim()}`);
  });
  const failing = await subject.kubectl.attempt([
    "exec",
    "--namespace",
    namespace,
    pods[0]!.name,
    "--",
    "sh",
    "-c",
    "exit 7",
  ]);
  expect(failing.code === 7, `a command that ends with 7 in a pod ends with ${failing.code} here`);
  return `in pods on ${pods.length} nodes, exit codes come through`;
}

async function portForward(subject: Subject): Promise<string> {
  const [pod] = await subject.stage.echo();
  const forward = subject.kubectl.start(["port-forward", "--namespace", namespace, `pod/${pod!.name}`, `:${port}`]);
  try {
    const local = await until("kubectl port-forward to listen", programLimit, async () => {
      const found = /Forwarding from 127\.0\.0\.1:(\d+)/.exec(forward.said)?.[1];
      if (!found) throw new Failed(forward.said.trim() || "it printed nothing");
      return found;
    });
    const url = `http://127.0.0.1:${local}/hostname`;
    const output = await execute(
      subject.site.asOperator(["curl", "--silent", "--show-error", "--max-time", "10", url]),
    );
    expect(output.stdout.trim() === pod!.name, `through the forwarded port: ${lastWords(output)}`);
  } finally {
    await forward.stop();
  }
  return `${pod!.name} answers on a port of this machine`;
}

async function copy(subject: Subject): Promise<string> {
  const [pod] = await subject.stage.echo();
  const there = path.join(subject.site.folder, "there");
  const back = path.join(subject.site.folder, "back");
  const bytes = randomBytes(1024 * 1024);
  await writeFile(there, bytes);
  await subject.kubectl.run(["cp", there, `${namespace}/${pod!.name}:/tmp/copied`]);
  const digest = (await subject.kubectl.exec(pod!, "sha256sum /tmp/copied")).split(" ")[0];
  expect(
    digest === createHash("sha256").update(bytes).digest("hex"),
    "the file in the pod differs from the copied one",
  );
  await subject.kubectl.run(["cp", `${namespace}/${pod!.name}:/tmp/copied`, back]);
  expect((await readFile(back)).equals(bytes), "the file that came back differs from the copied one");
  return "1 MiB to a pod and back, the same bytes";
}

/** What people do with kubectl. Each command goes through an API server to a kubelet. */
export const kubectl: Area = {
  name: "kubectl",
  checks: [
    { name: "logs", run: logs },
    { name: "exec", run: exec },
    { name: "port-forward", run: portForward },
    { name: "cp", run: copy },
  ],
};
