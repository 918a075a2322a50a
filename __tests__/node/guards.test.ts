import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { attempt } from "../../lab/host/shell";
import { ports } from "../../lib/contract/paths";
import { describeUnlessMissing, missingProgram } from "../support/missing";
import { scriptCopy } from "../support/node-script";
import { scratchFolder } from "../support/scratch";
import { project } from "../../tools/fixtures/synthesized";

describeUnlessMissing(["jq", "flock"].map(missingProgram), "A guard on a node", () => {
  const folder = scratchFolder();
  const at = (...names: string[]) => path.join(folder, ...names);

  /** A program that answers as a script says, in place of the real one. */
  function program(name: string, script: string): void {
    mkdirSync(at("bin"), { recursive: true });
    writeFileSync(at("bin", name), `#!/bin/bash\n${script}\n`, { mode: 0o755 });
  }

  function lay(file: string, text: string): string {
    mkdirSync(path.dirname(at(file)), { recursive: true });
    writeFileSync(at(file), text);
    return at(file);
  }

  /** Runs a script of nodes with its folders and its patience replaced. */
  function run(name: string, replacements: Readonly<Record<string, string>>, ...args: string[]) {
    const environment = [`PATH=${at("bin")}:${process.env.PATH}`, `SCRIPTS=${at("scripts")}`, `STATE=${at("state")}`];
    return attempt([
      "env",
      ...environment,
      `WORK=${at("work")}`,
      "bash",
      scriptCopy(name, folder, replacements),
      ...args,
    ]);
  }

  beforeEach(() => {
    for (const name of ["bin", "scripts", "state", "work"]) rmSync(at(name), { recursive: true, force: true });
    for (const name of ["scripts", "state/pending", "work"]) mkdirSync(at(name), { recursive: true });
    lay("facts", "name=master-0\nrole=master\n");
    lay("initial-cluster", ["0", "1", "2"].map((one) => `master-${one}=https://10.0.0.${one}:2380`).join());
    const own = { "/etc/groundup/facts": at("facts"), "/etc/etcd/initial-cluster": at("initial-cluster") };
    scriptCopy("etcdctl.sh", at("scripts"), { ...own, "${NODE_ROOT:-}": "" });
    lay("scripts/common.sh", readFileSync(path.join(project, "node", "common.sh"), "utf8"));
    lay("kubelet.conf", "");
    scriptCopy("as-kubelet.sh", at("scripts"), {
      "/etc/kubernetes/kubelet.conf": at("kubelet.conf"),
      "/var/lib/kubelet": at("kubelet"),
    });
    rmSync(at("kubelet"), { recursive: true, force: true });
    lay("work/changed", "");
    lay("work/tree/etc/groundup/node.json", '{ "drainSeconds": 1 }');
  });

  const members = JSON.stringify({
    members: ["0", "1", "2"].map((one) => ({ peerURLs: [`https://10.0.0.${one}:2380`] })),
  });

  test.each([
    ["does not answer", "exit 1", 1],
    ["says that a member is not healthy", `[[ $* == *health* ]] && exit 1; echo '${members}'`, 1],
    ["says that all are healthy", `[[ $* == *health* ]] || echo '${members}'`, 0],
  ])("the check before a master changes: etcd %s", async (_, etcdctl, code) => {
    program("etcdctl", etcdctl);
    expect(await run("before-master", { "until_ready 120": "until_ready 1" })).toMatchObject({ code });
  });

  test.each([
    ["does not answer", "exit 1", 1],
    ["has none", `echo '{"items":[]}'`, 0],
  ])("the check before a worker restarts: the API, asked for the worker's pods, %s", async (_, pods, code) => {
    program("kubectl", `case "$*" in *pods*) ${pods} ;; *unschedulable*) echo true ;; *) echo node/a ;; esac`);
    expect(await run("before-worker", ofWorker(), "yes")).toMatchObject({ code });
  });

  test.each([
    ["is read", 'exec env PATH="${PATH#*:}" jq "$@"', { code: 0, stdout: "yes\n" }],
    ["cannot be read", "exit 1", { code: 1, stdout: "" }],
  ])("the check whether a restart disturbs pods: the node's description %s", async (_, jq, expected) => {
    lay("work/tree/etc/groundup/node.json", '{ "units": [{ "unit": "kubelet.service", "disruptsPods": true }] }');
    lay("state/pending/kubelet.service", "");
    program("jq", jq);
    const ask = `source ${at("scripts", "common.sh")}; disturbs=$(disturbs_pods); echo "$disturbs"`;
    const environment = [`PATH=${at("bin")}:${process.env.PATH}`, `STATE=${at("state")}`, `WORK=${at("work")}`];
    const { code, stdout } = await attempt(["env", ...environment, "bash", "-c", ask]);
    expect({ code, stdout }).toEqual(expected);
  });

  const ofWorker = () => ({ "/etc/kubernetes/kubelet.conf": at("kubelet.conf") });

  test("a drain evicts every pod but those of DaemonSets and of the node itself, also one without a controller", async () => {
    const pod = (name: string, owner?: string) => ({
      metadata: { namespace: "default", name, ...(owner ? { ownerReferences: [{ kind: owner }] } : {}) },
      status: { phase: "Running" },
    });
    const pods = [pod("alone"), pod("web", "ReplicaSet"), pod("proxy", "DaemonSet"), pod("static", "Node")];
    lay("pods.json", JSON.stringify({ items: pods }));
    program(
      "kubectl",
      `case "$*" in
        *eviction*) cat >>${at("work", "evicted")}; echo '{"items":[]}' >${at("pods.json")} ;;
        *pods*) cat ${at("pods.json")} ;;
        *unschedulable*) echo true ;;
        *) echo node/a ;;
      esac`,
    );
    const replacements = { ...ofWorker(), '"$patience"': "5" };
    expect(await run("before-worker", replacements, "yes")).toMatchObject({ code: 0 });
    const evicted = [...readFileSync(at("work", "evicted"), "utf8").matchAll(/"name": "(\w+)"/g)];
    expect(evicted.map(([, name]) => name)).toEqual(["alone", "web"]);
  });

  describe("with the kubelet's own certificate", () => {
    const own = "pki/kubelet-client-current.pem";
    /** An API server that takes one of the node's certificates, and notes what it is asked. */
    const accepts = (pattern: string) =>
      program(
        "kubectl",
        `case "$*" in ${pattern}) ;; *) echo 'error: You must be logged in (Unauthorized)' >&2; exit 1 ;; esac
        echo "$*" >>${at("work", "asked")}
        case "$*" in *pods*) echo '{"items":[]}' ;; *conditions*) echo True ;; *) echo node/a ;; esac`,
      );

    test.each([
      ["the one that it renewed, when Terraform's has ended", `*${own}*`],
      [
        "Terraform's, when the renewed one is of an authority that is gone",
        `*"kubelet.conf --request-timeout 10s get"*`,
      ],
    ])("a worker is drained with %s", async (_, pattern) => {
      lay(`kubelet/${own}`, "");
      accepts(`${pattern}|*patch*|*pods*`);
      expect(await run("before-worker", ofWorker(), "yes")).toMatchObject({ code: 0 });
      expect(readFileSync(at("work", "asked"), "utf8")).toMatch(/get pods/);
    });

    test("a worker whose Terraform certificate has expired is found Ready and uncordoned", async () => {
      lay(`kubelet/${own}`, "");
      lay("state/cordoned", "");
      accepts(`*${own}*`);
      const { code, stdout } = await run("after-worker", { "until_ready 180": "until_ready 1" });
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("uncordoned") });
    });

    test.each([
      ["does not answer", "exit 7", "exit 0", 1],
      ["has written no rules yet", "exit 0", "exit 1", 1],
      ["enforces policies", `[[ $* == *:${ports.kubeRouterHealth}/* ]]`, "exit 0", 0],
    ])("a worker is uncordoned only if kube-router works: it %s", async (_, curl, nft, code) => {
      lay("state/cordoned", "");
      lay("work/tree/etc/groundup/node.json", '{ "units": [{ "unit": "network-policy-gate.service" }] }');
      accepts("*");
      program("curl", curl);
      program("nft", nft);
      const done = await run("after-worker", {
        "until_ready 180": "until_ready 1",
        "until_ready 300": "until_ready 1",
      });
      expect(done).toMatchObject({ code });
      expect(existsSync(at("state", "cordoned"))).toBe(code === 1);
      if (code === 1) expect(done.stderr).toMatch(/kube-router to enforce network policies on [^]*describe pods/);
    });

    test("a worker does not change further if the API accepts no certificate", async () => {
      lay(`kubelet/${own}`, "");
      accepts("nothing");
      const { code, stdout } = await run("before-worker", ofWorker(), "yes");
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("so its pods cannot be evicted") });
    });
  });

  test("a step empties the inbox, because a bundle of a killed Terraform contains secrets", async () => {
    lay("inbox/addons.json", "secret");
    lay("inbox/deeper/more.json", "secret");
    lay("work/bundle.json", "{}");
    lay("scripts/step-update", "#!/bin/bash\nexit 0\n");
    await attempt(["chmod", "+x", at("scripts", "step-update")]);
    const folders = {
      "/usr/local/lib/groundup": at("scripts"),
      "/var/lib/groundup": at("state"),
      "/run/groundup": folder,
    };
    expect(await run("step", folders, "update", at("work", "bundle.json"))).toMatchObject({ code: 0 });
    expect(readdirSync(at("inbox"))).toEqual([]);
  });

  test.each([
    ["none of the others listens", "exit 7", "unasked"],
    ["another one waits for its first leader", `echo '{"etcdcluster":"not_decided"}'`, "unasked"],
    ["another one has had a leader", `echo '{"etcdcluster":"3.7.0"}'`, "asked"],
  ])("the check of encryption keys when a master joins: %s", async (_, curl, seen) => {
    const config = "/etc/kubernetes/encryption.yaml";
    lay("work/changed", `${config}\n`);
    lay(`work/tree${config}`, "- secretbox:\n    keys:\n      - name: key1\n        secret: c2VjcmV0\n");
    for (const name of ["etcd-cluster.sh", "encryption.sh"]) scriptCopy(name, at("scripts"), {});
    program("curl", curl);
    // An etcd without a leader accepts connections and answers nothing.
    program("etcdctl", `echo asked >>${at("work", "etcdctl")}; exit 1`);
    const { code } = await run("check-encryption-keys", { "until_ready 60": "until_ready 1" }, "join");
    expect({ code, seen: existsSync(at("work", "etcdctl")) ? "asked" : "unasked" }).toEqual({
      code: seen === "asked" ? 1 : 0,
      seen,
    });
  });

  describe("stop-services on a worker", () => {
    const replacements = () => ({
      "/etc/groundup/facts": lay("facts", "role=worker\n"),
      "/etc/groundup/node.json": lay("node.json", '{ "units": [{ "unit": "kubelet.service", "system": false }] }'),
      "/var/lib/groundup": at("state"),
      "=/usr/local/lib/groundup": `=${at("scripts")}`,
    });

    test.each([
      ["is still there", "echo node/a", false],
      ["cannot be asked for", "echo 'connection refused' >&2; exit 1", false],
      ["is gone", `echo 'Error from server (NotFound): nodes "a" not found' >&2; exit 1`, true],
    ])("when its Node object %s", async (_, kubectl, stops) => {
      program("kubectl", kubectl);
      program("systemctl", `echo "$*" >>${at("work", "systemctl")}`);
      lay("state/joined", "");
      expect(await run("stop-services", replacements())).toMatchObject({ code: 0 });
      expect(existsSync(at("work", "systemctl"))).toBe(stops);
      // A node that has left joins again if its instance stays.
      expect(existsSync(at("state", "joined"))).toBe(!stops);
    });
  });

  describe("a leave", () => {
    const leave = () => {
      const ends = lay("cluster-ends", "");
      lay("scripts/leave-worker", "#!/bin/bash\necho drained\n");
      const folders = { "/run/groundup/leave.XXXXXX": at("work", "leave.XXXXXX"), "/run/groundup/cluster-ends": ends };
      return {
        ends,
        run: () => run("leave", { "=/usr/local/lib/groundup": `=${at("scripts")}`, ...folders }, "worker", "a"),
      };
    };

    test("does not drain a node when the whole cluster is destroyed", async () => {
      expect((await leave().run()).stdout).toMatch(/no node stays/);
    });

    test("drains the node if a destroy was interrupted long ago", async () => {
      const { ends, run: now } = leave();
      const before = Date.now() / 1000 - 3600;
      utimesSync(ends, before, before);
      program("bash", 'exec /bin/bash "$@"');
      await attempt(["chmod", "+x", at("scripts", "leave-worker")]);
      expect((await now()).stdout).toMatch(/drained/);
    });
  });

  describe("a master leaves etcd", () => {
    const voters = JSON.stringify({
      members: ["0", "1", "2"].map((one) => ({
        ID: one,
        peerURLs: [`https://10.0.0.${one}:2380`],
        clientURLs: [`https://10.0.0.${one}:2379`],
      })),
    });

    /** An etcd that notes what it is asked to change. */
    function etcd({ list = `echo '${voters}'`, leaving = ["1"], health = "is healthy" } = {}): void {
      const notes = leaving.map((one) => `/groundup/leaving/10.0.0.${one}\\n`).join("");
      program(
        "etcdctl",
        `case "$*" in
          *"member list"*) ${list} ;;
          *"lease grant"*) echo "lease 1f granted with TTL(300s)" ;;
          *" get "*) printf '${notes}' ;;
          *"endpoint health"*) for one in 0 2; do echo "https://10.0.0.$one:2379 ${health}"; done ;;
          *"member remove"*) echo removed >>${at("state", "removed")} ;;
        esac`,
      );
    }

    const leave = () =>
      run(
        "leave-master",
        { "/run/groundup/leave.lock": at("leave.lock"), "until_ready 60": "until_ready 1", "sleep 3": "sleep 0" },
        "10.0.0.1",
      );
    const removed = () => existsSync(at("state", "removed"));

    test("is allowed if a majority stays", async () => {
      etcd();
      expect({ ...(await leave()), removed: removed() }).toMatchObject({ code: 0, removed: true });
    });

    test.each([
      ["nobody would stay", { leaving: ["0", "1", "2"] }, /all masters would leave etcd/],
      ["etcd does not answer", { list: "exit 1" }, /no answer from a majority/],
      ["the others are not healthy", { health: "is unhealthy" }, /repair the unhealthy members/],
    ])("is refused if %s", async (_, answers, because) => {
      etcd(answers);
      const { code, stderr } = await leave();
      expect({ code, removed: removed() }).toEqual({ code: 1, removed: false });
      expect(stderr).toMatch(because);
    });
  });
});
