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

/** What kube-router has written for a pod, as far as the gate reads it. */
const chainOf = (name: string) => `
nft 'add table ip filter; add chain ip filter KUBE-ROUTER-FORWARD'
nft 'flush chain ip filter KUBE-ROUTER-FORWARD; add chain ip filter ${name}'
nft 'add rule ip filter KUBE-ROUTER-FORWARD ip daddr ${pod} counter jump ${name}'`;

describeUnlessMissing(missing, "The gate of network policies, with a real packet filter,", () => {
  const folder = scratchFolder();
  const state = path.join(folder, "state");
  let gate: string;
  let plugin: string;

  beforeAll(() => {
    const at = { "state=/run/groundup-network-policy": `state=${state}` };
    plugin = scriptCopy("network-policy-plugin", folder, at);
    gate = scriptCopy("network-policy-gate", folder, {
      ...at,
      "rules=/etc/groundup/network-policy.nft": `rules=${folder}/rules.nft`,
      "pods=/var/lib/cni/networks/groundup": `pods=${folder}/pods`,
      "/sys/class/net/cni0": `${folder}/bridge`,
      "/etc/groundup/node.json": `${folder}/node.json`,
    });
    writeFileSync(path.join(folder, "rules.nft"), `${gateRules(node).join("\n")}\n`);
    mkdirSync(path.join(folder, "bin"));
    const curl = path.join(folder, "bin", "curl");
    writeFileSync(curl, '#!/bin/sh\n[ "$POLICIES" ] || exit 7\necho "{\\"items\\": $POLICIES}"\n');
    chmodSync(curl, 0o755);
  });

  const config = JSON.stringify({ api: "https://api", prevResult: { ips: [{ address: `${pod}/24` }], dns: {} } });

  /** The plugin, asked for a pod; what the API says of policies: a list, or nothing when it is not there. */
  const cni = (command: string, policies = "") =>
    `POLICIES='${policies}' CNI_COMMAND=${command} CNI_ARGS='IgnoreUnknown=1;K8S_POD_NAMESPACE=shop;K8S_POD_NAME=web' ${plugin} <<<'${config}'`;

  const isOpen = `nft get element ip groundup_policy open '{ ${pod} }' >/dev/null 2>&1 && echo open || echo closed`;
  /** Lets the gate look for a moment. */
  const look = () => `timeout 2 ${gate} || true`;

  /** Runs commands in a network of their own, from a clean state; returns what they printed. */
  async function inNetwork(...commands: readonly string[]) {
    const clean = `rm -rf ${state} ${folder}/pods ${folder}/bridge; mkdir -p ${state}; export PATH=${folder}/bin:$PATH`;
    const script = ["set -euo pipefail", clean, ...commands].join("\n");
    const { code, stdout, stderr } = await attempt(["unshare", "--net", "bash", "-c", script]);
    return { code, stderr, lines: stdout.trim().split("\n") };
  }

  test("a pod of a namespace without policies is let through at once, and gets its result", async () => {
    const { code, lines } = await inNetwork(`${gate} load`, cni("ADD", "[]"), isOpen);
    expect({ code, lines }).toEqual({
      code: 0,
      lines: [JSON.stringify({ ips: [{ address: `${pod}/24` }], dns: {} }), "open"],
    });
  });

  test.each([
    ["there is a policy", '[{"kind": "NetworkPolicy"}]'],
    ["nobody answers", ""],
  ])("a pod stays closed when %s, until kube-router has a chain for it", async (_, policies) => {
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

  test("a chain that an earlier pod left behind opens nothing, until kube-router has written anew", async () => {
    const { lines } = await inNetwork(
      `${gate} load`,
      chainOf("KUBE-POD-FW-OLD"),
      look(),
      isOpen,
      `${cni("ADD")} >/dev/null`,
      isOpen,
      look(),
      isOpen,
      chainOf("KUBE-POD-FW-NEW"),
      look(),
      isOpen,
    );
    expect(lines).toEqual(["open", "closed", "closed", `opened for ${pod}`, "open"]);
  });

  test("an address closes with its pod", async () => {
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

  test("without the gate no pod starts, and any pod can go", async () => {
    const { lines } = await inNetwork(
      `${cni("ADD", "[]")} >${folder}/said || jq .code ${folder}/said`,
      cni("DEL"),
      "echo gone",
    );
    expect(lines).toEqual(["100", "gone"]);
  });

  test("the gate opens for pods that were there before it, and loaded again it keeps what is open", async () => {
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

  test("after a boot, without a bridge, nothing is open", async () => {
    const { lines } = await inNetwork(`mkdir -p ${folder}/pods; touch ${folder}/pods/${pod}`, `${gate} load`, isOpen);
    expect(lines).toEqual(["closed"]);
  });

  test("the table goes only where the node is to have no gate, and kube-router's chains with it", async () => {
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
    expect(lines).toEqual(["table ip filter", "table ip groundup_policy", "4", "table ip filter", "0"]);
  });
});
