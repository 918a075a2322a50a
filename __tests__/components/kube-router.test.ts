import { addonFiles } from "../../components/addons";
import { artifactsOf, nodeFiles, roleFiles } from "../../components/bundle";
import { cautions } from "../../components/checks";
import { declaredPorts } from "../../components/exposure";
import { componentsOf } from "../../components/registry";
import type { Cluster } from "../../lib/cluster";
import { clusterOf, fakeValues } from "../support/golden";
import { policyCluster } from "../support/policy-cluster";
import { configOf } from "../support/synthesized";

const chosen = policyCluster();
const unchosen = clusterOf();

/** Everything that a cluster is made of, as one text. */
const all = (cluster: Cluster) =>
  JSON.stringify([
    componentsOf(cluster).map(({ name }) => name),
    artifactsOf(cluster, "worker"),
    roleFiles(cluster, "worker", fakeValues),
    addonFiles(cluster, fakeValues),
    declaredPorts(cluster),
  ]);

test("is there by choice alone, on workers alone", () => {
  expect(all(unchosen)).not.toContain("kube-router");
  expect(all(chosen)).toContain("kube-router");
  expect(JSON.stringify(nodeFiles(chosen, chosen.masters[0]!, fakeValues))).not.toContain("kube-router");
});

test("is refused without a digest, which its owner has to name", () => {
  expect(() => configOf("networkPolicy: { provider: kube-router }")).toThrow(
    /artifacts\.checksums\["https:\/\/github\.com\/cloudnativelabs\/kube-router\/.*_linux_amd64\.tar\.gz"\]/,
  );
});

test("people are told that nothing is enforced, or by what", () => {
  expect(cautions(unchosen.config).join()).toContain("not enforced");
  expect(cautions(chosen.config).join()).not.toContain("not enforced");
  expect(cautions(chosen.config).join()).toContain("experimental");
});

test("routes no packet and serves no Service: it is a firewall, and listens on loopback alone", () => {
  const unit = nodeFiles(chosen, chosen.workers[0]!, fakeValues).find(({ path }) =>
    path.endsWith("kube-router.service"),
  );
  expect(unit!.lines.join("\n")).toMatch(
    /--run-firewall=true[^]*--run-router=false[^]*--run-service-proxy=false[^]*--health-addr=127\.0\.0\.1/,
  );
  expect(declaredPorts(chosen).filter(({ component }) => component === "kube-router")).toEqual([
    expect.objectContaining({ from: 20244, peers: ["self"] }),
  ]);
});

test("what it laid down goes where it is given up, and stays as long as it is there", () => {
  const rules = (cluster: Cluster) =>
    nodeFiles(cluster, cluster.workers[0]!, fakeValues).find(({ path }) => path.endsWith("pod-network.nft"))!.lines;
  expect(rules(unchosen)).toContain("delete table ip kube-router-filter-ipv4");
  expect(rules(chosen).join()).not.toContain("kube-router");
});
