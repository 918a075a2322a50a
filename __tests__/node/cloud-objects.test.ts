import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { attempt } from "../../lab/host/shell";
import { project } from "../../tools/fixtures/synthesized";
import { describeUnlessMissing, missingProgram } from "../support/missing";
import { scratchFolder } from "../support/scratch";

/** Answers from files, and notes what changes. A deleted Service is gone if the folder has a file `controller`. */
const kubectl = `#!/usr/bin/env bash
set -euo pipefail
echo "$*" >>"$ANSWERS/asked"
case "$*" in
  *"get nodes"*) cat "$ANSWERS/nodes" ;;
  *"get services"*) cat "$ANSWERS/services" ;;
  *"get service "*) jq '.items[0]' "$ANSWERS/admitted" ;;
  *"delete service "*) [[ ! -e $ANSWERS/controller ]] || echo '{"items": []}' >"$ANSWERS/services" ;;
esac`;

const type = "service.beta.kubernetes.io/aws-load-balancer-type";
const list = (...items: object[]) => JSON.stringify({ items });
const node = (name: string, providerID?: string) => ({ metadata: { name }, spec: { providerID } });
const service = (name: string, more: { metadata?: object; spec?: object } = {}) => ({
  metadata: { name, namespace: "shop", ...more.metadata },
  spec: { type: "LoadBalancer", ...more.spec },
});

describeUnlessMissing([missingProgram("jq")], "Scripts for the controller of load balancers", () => {
  const folder = scratchFolder();
  const answers = path.join(folder, "answers");

  /** Runs commands with functions of a script. Says how they ended, and which changes they asked for. */
  async function run(files: Record<string, string>, script: string) {
    rmSync(folder, { recursive: true, force: true });
    for (const name of ["bin", "answers", "addons"]) mkdirSync(path.join(folder, name), { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
    writeFileSync(path.join(folder, "bin", "kubectl"), kubectl);
    chmodSync(path.join(folder, "bin", "kubectl"), 0o755);
    const variables = { SCRIPTS: path.join(project, "node"), STATE: folder, WORK: folder, ANSWERS: answers };
    const env = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
    const search = `PATH=${path.join(folder, "bin")}:${process.env.PATH}`;
    const whole = `set -euo pipefail; source "$SCRIPTS/common.sh"; ${script}`;
    const result = await attempt(["env", ...env, search, "bash", "-c", whole]);
    const asked = readFileSync(path.join(answers, "asked"), { encoding: "utf8", flag: "a+" }).trim().split("\n");
    return { ...result, changes: asked.filter((line) => /^(?:--\S+ \S+ )?(?:patch|label|delete) /.test(line)) };
  }

  const objects = 'source "$SCRIPTS/cloud-objects.sh"; set_provider_ids; admit_earlier_services';

  test("a Node without the id of its instance gets it, and others keep theirs", async () => {
    const { code, changes } = await run(
      {
        "addons/provider-ids.json": JSON.stringify({ one: "aws:///a/i-1", two: "aws:///a/i-2" }),
        "answers/nodes": list(node("one"), node("two", "aws:///a/i-2"), node("stranger")),
        "answers/services": list(),
      },
      objects,
    );
    expect(code).toBe(0);
    expect(changes).toEqual(['patch node one --type merge --patch {"spec":{"providerID":"aws:///a/i-1"}}']);
  });

  test("a cluster without the controller is left alone", async () => {
    const services = list(service("early"));
    const { code, changes } = await run({ "answers/nodes": list(node("one")), "answers/services": services }, objects);
    expect([code, changes]).toEqual([0, []]);
  });

  test("a Service from before the policies is admitted again; those of other controllers are not", async () => {
    const { code, changes } = await run(
      {
        "addons/provider-ids.json": "{}",
        "answers/nodes": list(),
        "answers/services": list(
          service("early"),
          service("served", { metadata: { annotations: { [type]: "nlb" } } }),
          service("other", { spec: { loadBalancerClass: "example.com/x" } }),
          service("leaving", { metadata: { deletionTimestamp: "2026-01-01T00:00:00Z" } }),
          service("inside", { spec: { type: "ClusterIP" } }),
        ),
        "answers/admitted": list(service("early", { metadata: { annotations: { [type]: "nlb" } } })),
      },
      objects,
    );
    expect(code).toBe(0);
    expect(changes).toEqual([
      "label service --namespace shop early --overwrite groundup/admitted=again",
      "label service --namespace shop early groundup/admitted-",
    ]);
  });

  const finalizers = ["service.kubernetes.io/load-balancer-cleanup"];
  /** The script as it is, with another folder for its files and shorter patience. */
  const release = [
    `sed 's|mktemp --directory /run/groundup/release.XXXXXX|mktemp --directory ${folder}/release.XXXXXX|`,
    's|/usr/local/lib/groundup|$SCRIPTS_|; s|until_ready 900|until_ready 1|\' "$SCRIPTS/release-services" >"$WORK/release"',
  ].join("; ");
  const releasing = (situation: Record<string, string>) =>
    run(situation, `${release}; sed -i "s|\\$SCRIPTS_|$SCRIPTS|" "$WORK/release"; bash "$WORK/release"`);

  test("before a cluster goes, Services with load balancers are deleted, and waited for", async () => {
    const services = list(
      service("web", { metadata: { finalizers } }),
      service("inside", { spec: { type: "ClusterIP" } }),
    );
    const { code, stdout, changes } = await releasing({ "answers/services": services, "answers/controller": "" });
    expect([code, changes]).toEqual([
      0,
      ["--request-timeout 10s delete service --namespace shop web --wait=false --ignore-not-found"],
    ]);
    expect(stdout).toContain("all load balancers of Services are gone");
  });

  test("a load balancer that stays keeps the cluster from being destroyed, and is named", async () => {
    const services = list(service("web", { metadata: { finalizers } }));
    const { code, stderr } = await releasing({ "answers/services": services });
    expect(code).toBe(1);
    expect(stderr).toContain("found   Service shop web");
    expect(stderr).toContain("do      look at the events");
  });

  test("a cluster without load balancers goes at once", async () => {
    const { code, stdout, changes } = await releasing({ "answers/services": list(service("never")) });
    expect([code, changes]).toEqual([0, []]);
    expect(stdout).toContain("no Service has a load balancer");
  });
});
