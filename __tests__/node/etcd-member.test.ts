import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { attempt } from "../../lab/host/shell";
import { describeUnlessMissing, missingProgram } from "../support/missing";
import { scriptCopy } from "../support/node-script";
import { scratchFolder } from "../support/scratch";

const urlOf = (master: number) => `https://10.0.0.${master}:2380`;
const voter = (master: number) => ({
  ID: `a${master}`,
  name: `master-${master}`,
  peerURLs: [urlOf(master)],
  clientURLs: [`https://10.0.0.${master}:2379`],
});
const learner = (master: number) => ({ ...voter(master), isLearner: true });
const listed = (...members: readonly object[]) => `*"member list"*) echo '${JSON.stringify({ members })}' ;;`;
/** What peer ports answer. */
const silence = "exit 7";
const noLeaderYet = `echo '{"etcdcluster":"not_decided"}'`;
/** The machine of master-1 that may found, and one that replaces it. */
const [founder, other] = ["i-1", "i-9"];
const hasLeader = `echo '{"etcdcluster":"3.7.0"}'`;

describeUnlessMissing(["jq"].map(missingProgram), "node/etcd-member on master-1, without data", () => {
  const folder = scratchFolder();
  const at = (...names: string[]) => path.join(folder, ...names);

  function lay(file: string, text: string, mode = 0o644): string {
    mkdirSync(path.dirname(at(file)), { recursive: true });
    writeFileSync(at(file), text, { mode });
    return at(file);
  }

  beforeEach(() => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(at("state"), { recursive: true });
    lay("node/etc/etcd/initial-cluster", [0, 1, 2].map((one) => `master-${one}=${urlOf(one)}`).join());
    scriptCopy("etcdctl.sh", folder, { "/etc/groundup/facts": lay("facts", "name=master-1\n") });
    scriptCopy("etcd-cluster.sh", folder, { "/var/lib/etcd": at("data"), "/var/lib/groundup": at("state") });
    lay("env", "ETCD_INITIAL_CLUSTER_STATE=new\n");
  });

  /** Its exit status, and the state that etcd would start with. */
  async function member(peers: string, etcdctl: string, machine: string = founder) {
    lay("node/etc/etcd/founding", `machine=${machine}\nfounders=i-0,i-1,i-2\n`);
    lay("bin/curl", `#!/bin/bash\n${peers}\n`, 0o755);
    lay("bin/etcdctl", `#!/bin/bash\ncase "$*" in ${etcdctl} esac\n`, 0o755);
    const script = scriptCopy("etcd-member", folder, {
      "/usr/local/lib/groundup": folder,
      "/run/etcd-member.env": at("env"),
    });
    const { code } = await attempt([
      "env",
      `PATH=${at("bin")}:${process.env.PATH}`,
      `NODE_ROOT=${at("node")}`,
      "bash",
      script,
    ]);
    const state = existsSync(at("env")) ? /STATE=(\w+)/.exec(readFileSync(at("env"), "utf8"))?.[1] : "none";
    return { code, state };
  }

  test.each<[string, string, string, string]>([
    ["the first master is yet to found the cluster", silence, "", founder],
    ["no majority of the cluster answers", hasLeader, `*"member list"*) exit 1 ;;`, founder],
    ["nobody answers and its machine may not found", silence, "", other],
    ["another learner has not caught up", hasLeader, `${listed(voter(0), learner(2))} *promote*) exit 1 ;;`, founder],
    ["the others do not take it yet", hasLeader, `${listed(voter(0), voter(2))} *add*) exit 1 ;;`, founder],
    [
      "the others do not remove its lost member yet",
      hasLeader,
      `${listed(voter(0), voter(1), voter(2))} *remove*) exit 1 ;;`,
      founder,
    ],
  ])("ends with the status for another try when %s", async (_, peers, etcdctl, machine) => {
    expect(await member(peers, etcdctl, machine)).toEqual({ code: 75, state: "none" });
  });

  test.each<[string, string, string]>([
    ["a peer port answers what is no JSON", "echo '<html>'", ""],
    ["etcdctl lists members as what is no JSON", hasLeader, `*"member list"*) echo '<html>' ;;`],
  ])("fails, and prevents the start of etcd, when %s", async (_, peers, etcdctl) => {
    const { code, state } = await member(peers, etcdctl);
    expect([0, 75]).not.toContain(code);
    expect(state).toBe("none");
  });

  test.each<[string, string, string, string]>([
    ["founds with the first master", noLeaderYet, "", "new"],
    ["joins a cluster that takes it", hasLeader, listed(voter(0), voter(2)), "existing"],
  ])("%s", async (_, peers, etcdctl, state) => {
    expect(await member(peers, etcdctl)).toEqual({ code: 0, state });
  });
});
