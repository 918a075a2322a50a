import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { attempt } from "../../lab/host/shell";
import { describeUnlessMissing, missingProgram } from "../support/missing";
import { scratchFolder } from "../support/scratch";
import { project } from "../../tools/fixtures/synthesized";

/** Answers from files, and keeps what it is told. */
const kubectl = `#!/usr/bin/env bash
set -euo pipefail
case "$*" in
  "get --filename -"*) cat >/dev/null; cat "$ANSWERS/present" ;;
  "get "*) cat "$ANSWERS/users" ;;
  "apply "*) touch "$ANSWERS/applied" ;;
  "delete "*) cat >"$ANSWERS/deleted" ;;
esac`;

const deployment = (labels?: object) => ({
  kind: "Deployment",
  metadata: { name: "metrics-server", namespace: "kube-system", ...(labels && { labels }) },
});
const ours = deployment({ "groundup/component": "metrics-server" });
const account = { kind: "ServiceAccount", metadata: { name: "metrics-server", namespace: "kube-system" } };
const list = (...items: object[]) => JSON.stringify({ kind: "List", items });
const autoscaler = (type: string) => ({
  kind: "HorizontalPodAutoscaler",
  metadata: { name: type.toLowerCase(), namespace: "shop" },
  spec: { metrics: [{ type }] },
});

describeUnlessMissing([missingProgram("jq")], "node/step-addons, of objects that a cluster can do without,", () => {
  const folder = scratchFolder();
  const answers = path.join(folder, "answers");

  interface Situation {
    readonly wanted: boolean;
    /** What `kubectl get` prints of the component's objects. */
    readonly present?: string;
    readonly users?: readonly object[];
  }

  /** Runs the step; says how it ended, what it applied and what it deleted. */
  async function step({ wanted, present = "", users = [] }: Situation) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(path.join(folder, "bin"), { recursive: true });
    mkdirSync(answers);
    for (const name of ["step-addons", "common.sh", "optional-objects.sh", "cloud-objects.sh"])
      copyFileSync(path.join(project, "node", name), path.join(folder, name));
    writeFileSync(path.join(folder, "bin", "kubectl"), kubectl);
    chmodSync(path.join(folder, "bin", "kubectl"), 0o755);
    writeFileSync(path.join(answers, "present"), present);
    writeFileSync(path.join(answers, "users"), list(...users));
    const filter = 'any(.spec.metrics[]?; .type == "Resource")';
    const entry = { component: "metrics-server", key: "metrics", wanted, objects: [deployment()] };
    const optional = JSON.stringify([{ ...entry, usedBy: { resource: "horizontalpodautoscalers", filter } }]);
    const file = (text: string) => ({ lines: text.split("\n") });
    const bundle = {
      "/run/groundup/addons/kubeconfig": file(""),
      "/run/groundup/addons/manifests.yaml": file(""),
      "/run/groundup/addons/optional.json": file(optional),
    };
    writeFileSync(path.join(folder, "bundle.json"), JSON.stringify(bundle));
    const env = [`SCRIPTS=${folder}`, `STATE=${folder}`, `WORK=${folder}`, `ANSWERS=${answers}`];
    const search = `PATH=${path.join(folder, "bin")}:${process.env.PATH}`;
    const script = path.join(folder, "step-addons");
    const result = await attempt(["env", ...env, search, "bash", script, path.join(folder, "bundle.json")]);
    const deleted = path.join(answers, "deleted");
    return {
      ...result,
      applied: existsSync(path.join(answers, "applied")),
      deleted: existsSync(deleted) ? (JSON.parse(readFileSync(deleted, "utf8")) as { items: object[] }).items : [],
    };
  }

  test.each([
    ["none is there", ""],
    ["groundup's own are there", list(ours)],
    ["one of groundup's own is there", JSON.stringify(ours)],
  ])("applies wanted objects when %s", async (_, present) => {
    expect(await step({ wanted: true, present })).toMatchObject({ code: 0, applied: true, deleted: [] });
  });

  test("refuses to replace objects that somebody else installed, and names them", async () => {
    const { code, stderr, applied } = await step({ wanted: true, present: list(ours, account) });
    expect({ code, applied }).toEqual({ code: 1, applied: false });
    expect(stderr).toContain("found   ServiceAccount kube-system metrics-server\n");
    expect(stderr).not.toContain("Deployment");
    expect(stderr).toContain("set metrics: false");
  });

  test("removes its own unwanted objects, and nobody else's", async () => {
    expect(await step({ wanted: false, present: list(ours, account) })).toMatchObject({
      code: 0,
      applied: true,
      deleted: [ours],
    });
    expect(await step({ wanted: false, present: list(account) })).toMatchObject({ code: 0, deleted: [] });
    expect(await step({ wanted: false })).toMatchObject({ code: 0, applied: true, deleted: [] });
  });

  test("refuses to remove objects in use and names their users; users of other metrics do not count", async () => {
    const users = [autoscaler("Resource"), autoscaler("External")];
    const { code, stderr, applied, deleted } = await step({ wanted: false, present: list(ours), users });
    expect({ code, applied, deleted }).toEqual({ code: 1, applied: false, deleted: [] });
    expect(stderr).toContain("found   HorizontalPodAutoscaler shop resource\n");
    expect(stderr).not.toContain("external");
    expect(await step({ wanted: false, present: list(ours), users: [autoscaler("External")] })).toMatchObject({
      code: 0,
      deleted: [ours],
    });
  });

  test("does not look for users of objects that do not exist", async () => {
    expect(await step({ wanted: false, users: [autoscaler("Resource")] })).toMatchObject({ code: 0, applied: true });
  });
});
