import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gateRules } from "../../components/network-policy-gate";
import { attempt } from "../../lab/host/shell";
import { clusterOf } from "../../tools/fixtures/golden";
import { describeUnlessMissing, missingProgram } from "../support/missing";
import { scriptCopy } from "../support/node-script";
import { scratchFolder } from "../support/scratch";

const missing = ["nft", "jq", "unshare", "flock"].map(missingProgram);
const node = clusterOf().workers[0]!;
const pod = node.podCidr!.replace(/\d+\/24$/, "7");

/**
 * What kube-router has written for a pod, as far as the gate reads it: as nft shows it, and as iptables does, which also
 * shows the comment (seen in the lab).
 */
const chainOf = (chain: string, name = "web", namespace = "shop") => {
  const comment = `rule to jump traffic destined to POD name:${name} namespace: ${namespace} to chain ${chain}`;
  const rule = (match: string) =>
    `-A KUBE-ROUTER-FORWARD -d ${pod}/32${match} -m comment --comment "${comment.slice(0, 255)}" -j ${chain}`;
  return `
nft 'add table ip filter; add chain ip filter KUBE-ROUTER-FORWARD'
nft 'flush chain ip filter KUBE-ROUTER-FORWARD; add chain ip filter ${chain}'
nft 'add rule ip filter KUBE-ROUTER-FORWARD ip daddr ${pod} counter jump ${chain}'
cat >$LISTED <<'END'
-N KUBE-ROUTER-FORWARD
${rule("")}
${rule(" -m physdev --physdev-is-bridged")}
END`;
};

const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

describeUnlessMissing(missing, "The gate of network policies, with a real packet filter,", () => {
  const folder = scratchFolder();
  const state = path.join(folder, "state");
  let gate: string;
  let plugin: string;

  beforeAll(() => {
    scriptCopy("network-policy.sh", folder, { "state=/run/groundup-network-policy": `state=${state}` });
    plugin = scriptCopy("network-policy-plugin", folder, {});
    gate = scriptCopy("network-policy-gate", folder, {
      "rules=/etc/groundup/network-policy.nft": `rules=${folder}/rules.nft`,
      "leases=/var/lib/cni/networks/groundup": `leases=${folder}/pods`,
      "/sys/class/net/cni0": `${folder}/bridge`,
      "/etc/groundup/node.json": `${folder}/node.json`,
    });
    writeFileSync(path.join(folder, "rules.nft"), `${gateRules(node).join("\n")}\n`);
    mkdirSync(path.join(folder, "bin"));
    const curl = path.join(folder, "bin", "curl");
    writeFileSync(
      curl,
      '#!/bin/sh\n[ -z "$ANSWER" ] || read -r _ <"$ANSWER"\n[ "$POLICIES" ] || exit 7\necho "{\\"items\\": $POLICIES}"\n',
    );
    chmodSync(curl, 0o755);
    // What iptables shows is gone with the table.
    const iptables = path.join(folder, "bin", "iptables-nft");
    writeFileSync(iptables, '#!/bin/sh\nnft list chain ip filter "$2" >/dev/null && cat "$LISTED"\n');
    chmodSync(iptables, 0o755);
  });

  const result = { ips: [{ address: `${pod}/24` }], dns: {} };
  const config = JSON.stringify({ api: "https://api", prevResult: result });

  /** The plugin, asked for a pod; what the API says of policies: a list, or nothing when it is not there. */
  const cni = (command: string, policies = "", { container = "c1", name = "web" } = {}) =>
    `POLICIES='${policies}' CNI_COMMAND=${command} CNI_CONTAINERID=${container} CNI_ARGS='IgnoreUnknown=1;K8S_POD_NAMESPACE=shop;K8S_POD_NAME=${name}' ${plugin} <<<'${config}'`;

  const isOpen = `nft get element ip groundup_policy open '{ ${pod} }' >/dev/null 2>&1 && echo open || echo closed`;
  /** Waits until a command succeeds: the gate looks every two seconds. */
  const until = (command: string) => `until { ${command}; } &>/dev/null; do sleep 0.2; done`;
  /** Lets the gate look for a moment. */
  const look = () => `timeout 2 ${gate} || true`;

  /** Runs commands in a network of their own, from a clean state; returns what they printed. */
  async function inNetwork(...commands: readonly string[]) {
    const clean = `rm -rf ${state} ${folder}/pods ${folder}/bridge; mkdir -p ${state}; export PATH=${folder}/bin:$PATH LISTED=${folder}/listed; : >$LISTED`;
    const script = ["set -euo pipefail", clean, ...commands].join("\n");
    const { code, stdout, stderr } = await attempt(["unshare", "--net", "bash", "-c", script]);
    return { code, stderr, lines: stdout.trim().split("\n") };
  }

  test("the plugin opens a pod in a namespace without policies at once, and returns its result", async () => {
    const { code, lines } = await inNetwork(`${gate} load`, cni("ADD", "[]"), isOpen);
    expect({ code, lines }).toEqual({
      code: 0,
      lines: [JSON.stringify(result), "open"],
    });
  });

  test.each([
    ["there is a policy", '[{"kind": "NetworkPolicy"}]'],
    ["nobody answers", ""],
  ])("a pod stays closed when %s, until kube-router has a chain for the pod", async (_, policies) => {
    const { lines } = await inNetwork(
      `${gate} load`,
      `${cni("ADD", policies)} >/dev/null`,
      isOpen,
      look(),
      isOpen,
      chainOf("KUBE-POD-FW-NEW"),
      look(),
      isOpen,
    );
    expect(lines).toEqual(["closed", "closed", `opened for ${pod}`, "open"]);
  });

  test("the gate opens a pod without kube-router when the API later says that its namespace has no policies", async () => {
    const { lines } = await inNetwork(
      `${gate} load`,
      `${cni("ADD")} >/dev/null`,
      look(),
      isOpen,
      `export POLICIES='[{"kind": "NetworkPolicy"}]'; ${look()}`,
      isOpen,
      `export POLICIES='[]'; ${look()}`,
      isOpen,
    );
    expect(lines).toEqual(["closed", "closed", `opened for ${pod}: shop has no policy`, "open"]);
  });

  test("a chain that is older than the pod opens nothing, until kube-router writes its rules again", async () => {
    const { lines } = await inNetwork(
      `${gate} load`,
      chainOf("KUBE-POD-FW-OLD"),
      `${cni("ADD")} >/dev/null`,
      look(),
      isOpen,
      chainOf("KUBE-POD-FW-NEW"),
      look(),
      isOpen,
    );
    expect(lines).toEqual(["closed", `opened for ${pod}`, "open"]);
  });

  test("a chain for another pod with the same address opens nothing", async () => {
    const { lines } = await inNetwork(
      `${gate} load`,
      `${cni("ADD")} >/dev/null`,
      chainOf("KUBE-POD-FW-ONE", "an-earlier-pod"),
      look(),
      isOpen,
      chainOf("KUBE-POD-FW-TWO", "web", "another-shop"),
      look(),
      isOpen,
      chainOf("KUBE-POD-FW-THREE"),
      look(),
      isOpen,
    );
    expect(lines).toEqual(["closed", "closed", `opened for ${pod}`, "open"]);
  });

  test("the gate opens a pod whose long name fills the comment of its chain", async () => {
    const name = "x".repeat(250);
    const { lines } = await inNetwork(
      `${gate} load`,
      `${cni("ADD", "", { name })} >/dev/null`,
      chainOf("KUBE-POD-FW-NEW", name),
      look(),
      isOpen,
    );
    expect(lines).toEqual([`opened for ${pod}`, "open"]);
  });

  test("the plugin closes the address of a deleted pod", async () => {
    const { lines } = await inNetwork(
      `${gate} load`,
      `${cni("ADD", "[]")} >/dev/null`,
      cni("DEL"),
      isOpen,
      cni("DEL"),
      "echo again",
    );
    expect(lines).toEqual(["closed", "again"]);
  });

  test("the deletion of an earlier pod does not close the address of the present pod", async () => {
    const { lines } = await inNetwork(
      `${gate} load`,
      `${cni("ADD")} >/dev/null`,
      `${cni("ADD", "", { container: "c2", name: "next" })} >/dev/null`,
      cni("DEL"),
      chainOf("KUBE-POD-FW-NEW", "next"),
      look(),
      isOpen,
      cni("DEL"),
      isOpen,
    );
    expect(lines).toEqual([`opened for ${pod}`, "open", "open"]);
  });

  test("a late answer of the API does not open the address of the next pod", async () => {
    const { lines } = await inNetwork(
      `${gate} load`,
      // curl waits until the address has another pod.
      `mkfifo ${folder}/answer`,
      `(ANSWER=${folder}/answer ${cni("ADD", "[]")} >/dev/null) &`,
      `until [[ -e ${state}/pods/${pod} ]]; do sleep 0.1; done`,
      `${cni("ADD", "", { container: "c2", name: "next" })} >/dev/null`,
      `echo >${folder}/answer; wait; rm ${folder}/answer`,
      isOpen,
    );
    expect(lines).toEqual(["closed"]);
  });

  test("the plugin and the gate use one lock, so that they never write at the same time", async () => {
    const { lines } = await inNetwork(
      `${gate} load`,
      chainOf("KUBE-POD-FW-NEW"),
      `exec 8>${state}/lock; flock 8`,
      ...[cni("ADD"), cni("DEL"), `${gate} load`].map(
        (it) => `timeout 1 bash -c ${quote(it)} >/dev/null || echo waits`,
      ),
    );
    expect(lines).toEqual(["waits", "waits", "waits"]);
  });

  test("without the gate, no pod starts, and any pod can be deleted", async () => {
    const { lines } = await inNetwork(
      `${cni("ADD", "[]")} >${folder}/said || jq .code ${folder}/said`,
      cni("DEL"),
      "echo gone",
    );
    expect(lines).toEqual(["100", "gone"]);
  });

  test("the gate opens the pods that existed before it, and keeps open addresses when it is loaded again", async () => {
    const pods = `mkdir -p ${folder}/pods; touch ${folder}/pods/${pod} ${folder}/pods/lock ${folder}/pods/last_reserved_ip.0`;
    const bridge = `touch ${folder}/bridge; rm ${folder}/bridge; mkdir ${folder}/bridge`;
    const { lines } = await inNetwork(
      pods,
      bridge,
      `${gate} load`,
      isOpen,
      `rm ${folder}/pods/*`,
      `${gate} load`,
      isOpen,
    );
    expect(lines).toEqual(["open", "open"]);
  });

  test.each([
    ["all tables", "nft flush ruleset"],
    ["the gate's rules", "nft flush table ip groundup_policy"],
    ["the gate's rules for frames", "nft delete table bridge groundup_policy"],
  ])(
    "after a flush of %s, the gate restores its tables within seconds and opens no pod before kube-router has its chain",
    async (_, flush) => {
      const rules =
        "nft list table ip groundup_policy | grep -c drop; nft list table bridge groundup_policy | grep -c drop";
      const { lines } = await inNetwork(
        `${gate} load`,
        `${cni("ADD")} >/dev/null`,
        `${gate} >${folder}/said & gate=$!; trap "kill $gate" EXIT`,
        until(`[[ -s ${state}/tables ]]`),
        flush,
        "sleep 4",
        rules,
        isOpen,
        chainOf("KUBE-POD-FW-NEW"),
        "sleep 2",
        isOpen,
        `cat ${folder}/said`,
      );
      expect(lines).toEqual([
        ...["3", "1", "closed", "open"],
        "the gate's tables are gone or changed: loading them again",
        `opened for ${pod}`,
      ]);
    },
  );

  test("if the gate is loaded after a flush, it opens no waiting pod", async () => {
    const { lines } = await inNetwork(
      `mkdir -p ${folder}/pods ${folder}/bridge; touch ${folder}/pods/${pod}`,
      `rm ${folder}/pods/*; ${gate} load; touch ${folder}/pods/${pod}`,
      `${cni("ADD")} >/dev/null`,
      "nft flush ruleset",
      `${gate} load`,
      isOpen,
    );
    expect(lines).toEqual(["closed"]);
  });

  test("after a boot, without a bridge, no address is open", async () => {
    const { lines } = await inNetwork(`mkdir -p ${folder}/pods; touch ${folder}/pods/${pod}`, `${gate} load`, isOpen);
    expect(lines).toEqual(["closed"]);
  });

  test("the script removes its table and kube-router's chains only if the node should have no gate", async () => {
    const described = (...units: string[]) =>
      `echo '${JSON.stringify({ units: units.map((unit) => ({ unit })) })}' >${folder}/node.json`;
    const tables = "nft list tables | sort; nft list table ip filter | grep -c KUBE- || true";
    const inForward =
      "nft 'add chain ip filter FORWARD { type filter hook forward priority 0; }; add rule ip filter FORWARD counter jump KUBE-ROUTER-FORWARD'";
    const { lines } = await inNetwork(
      `${gate} load`,
      chainOf("KUBE-POD-FW-NEW"),
      inForward,
      described("network-policy-gate.service"),
      `${gate} remove`,
      tables,
      described("kubelet.service"),
      `${gate} remove`,
      tables,
    );
    const before = ["table bridge groundup_policy", "table ip filter", "table ip groundup_policy", "4"];
    expect(lines).toEqual([...before, "table ip filter", "0"]);
  });
});
