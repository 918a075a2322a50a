import { parseAllDocuments } from "yaml";
import { addonFiles } from "../../components/derived/addons";
import { components } from "../../components/registry";
import type { Cluster } from "../../lib/cluster";
import { clusterOf, fakeValues } from "../../tools/fixtures/golden";

interface Entry {
  readonly component: string;
  readonly wanted: boolean;
  readonly objects: readonly { readonly kind: string; readonly metadata: { readonly name: string } }[];
}

interface Applied {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
}

const linesOf = (cluster: Cluster, name: string) =>
  addonFiles(cluster, fakeValues)
    .find(({ path }) => path.endsWith(`/${name}`))!
    .lines.join("\n");

const applied = (cluster: Cluster) =>
  parseAllDocuments(linesOf(cluster, "manifests.yaml")).map((document) => document.toJS() as Applied);

const entries = (cluster: Cluster) => JSON.parse(linesOf(cluster, "optional.json")) as Entry[];

const on = clusterOf();
const off = clusterOf("metrics: false");

test("the step applies the labelled objects of an optional component, and lists each of them", () => {
  const entry = entries(on).find(({ component }) => component === "metrics-server")!;
  const labelled = applied(on).filter(({ metadata }) => metadata.labels?.["groundup/component"] === "metrics-server");
  const named = ({ kind, metadata }: Applied) => `${kind} ${metadata.name}`;
  expect(entry.wanted).toBe(true);
  expect(labelled.map(named)).toEqual(entry.objects.map(named));
  expect(labelled.map(named)).toContain("APIService v1beta1.metrics.k8s.io");
});

test("the step does not apply a disabled component, which has no certificate, and lists what to remove", () => {
  const entry = entries(off).find(({ component }) => component === "metrics-server")!;
  expect(linesOf(off, "manifests.yaml")).not.toContain("metrics-server");
  expect(entry).toEqual({ ...entries(on).find(({ component }) => component === "metrics-server")!, wanted: false });
  const names = (cluster: Cluster) =>
    components.flatMap((one) => one.certificates?.(cluster) ?? []).map(({ name }) => name);
  expect(names(on).filter((name) => !names(off).includes(name))).toEqual(["metrics-server"]);
});

test("no other object has the label", () => {
  expect(linesOf(off, "manifests.yaml")).not.toContain("groundup/component: metrics-server");
  const coredns = applied(on).find(({ kind, metadata }) => kind === "Deployment" && metadata.name === "coredns")!;
  expect(coredns.metadata.labels).not.toHaveProperty("groundup/component");
});
