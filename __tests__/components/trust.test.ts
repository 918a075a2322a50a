import { components } from "../../components/registry";
import { holders } from "../../components/derived/trust";
import { planCluster } from "../../lib/cluster";
import { authorityNames } from "../../lib/contract/authorities";
import { configOf } from "../../tools/fixtures/synthesized";

const cluster = planCluster(configOf("{ masters: { count: 3 }, workers: { count: 2 } }"));
const all = holders(cluster);
const holder = (name: string) => all.find((one) => one.name === name)!;
const names = (certificates: readonly { readonly name: string }[]) => certificates.map(({ name }) => name);

test("the picture shows the CAs that files and flags name", () => {
  expect(holder("etcd")).toMatchObject({ place: "master", trusts: ["etcd"], signs: [], signsTokens: false });
  expect(names(holder("etcd").holds)).toEqual([
    ...cluster.masters.flatMap(({ name }) => [`etcd-server-${name}`, `etcd-peer-${name}`]),
    "etcd-healthcheck-client",
  ]);
  // Its kubeconfig names the authority's path alone.
  expect(holder("node-drain")).toMatchObject({ place: "master", trusts: ["kubernetes"] });
  expect(holder("admin_kubeconfig")).toMatchObject({ place: "operator", trusts: ["kubernetes"] });
});

test("every certificate has one holder, and somebody trusts every CA", () => {
  const declared = components.flatMap((component) => component.certificates?.(cluster) ?? []);
  expect(names(all.flatMap(({ holds }) => holds)).sort()).toEqual(names(declared).sort());
  for (const authority of authorityNames) expect(all.some(({ trusts }) => trusts.includes(authority))).toBe(true);
});

test("only the API server and the controller manager sign, and workers trust only the Kubernetes CA", () => {
  const signing = all.filter(({ signs, signsTokens }) => signs.length > 0 || signsTokens);
  expect(signing.map(({ name, signs }) => [name, signs])).toEqual([
    ["kube-apiserver", []],
    ["kube-controller-manager", ["kubernetes"]],
  ]);
  for (const { trusts } of all.filter(({ place }) => place === "worker")) expect(trusts).toEqual(["kubernetes"]);
});
