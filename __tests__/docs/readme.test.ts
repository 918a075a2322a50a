import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readClusterFile } from "../../components/derived/cluster-file";
import { recordedPlans } from "../../tools/fixtures/recorded-plans";
import { project, stackOfFile, stackText } from "../../tools/fixtures/synthesized";

const page = (name: string) => readFileSync(join(project, name), "utf8");

test("the README and docs/install.md say how many resources the default cluster has", () => {
  const blocks = Object.values(stackOfFile("cluster.yaml").resource).flatMap((type) => Object.values(type));
  // Text is a reference to the operators' ranges, of which docs/install.md has one.
  const count = ({ for_each: all }: (typeof blocks)[number]) =>
    all === undefined || typeof all === "string" ? 1 : Object.keys(all).length;
  const resources = blocks.reduce((sum, block) => sum + count(block), 0);
  expect(blocks.filter((block) => block.count !== undefined)).toEqual([]);
  expect(page("README.md")).toContain(`creates ${resources} resources`);
  expect(page("docs/install.md")).toContain(`Plan: ${resources} to add, 0 to change, 0 to destroy.`);
});

test("the README names the versions that the default cluster has", () => {
  const { config } = readClusterFile(join(project, "cluster.yaml"));
  const versions = page("docs/versions.md");
  const version = (program: string) => new RegExp(`^\\| ${program} \\| (\\S+) `, "m").exec(versions)![1];
  const readme = page("README.md");
  expect(version("Kubernetes")).toBe(config.kubernetes.version);
  expect(readme).toContain(`etcd ${version("etcd")}, kube-apiserver`);
  expect(readme).toContain(`kube-scheduler ${config.kubernetes.version}.`);
  expect(readme).toContain(`containerd ${version("containerd")}, runc`);
});

test("pages use the package's file name that npm pack gives", () => {
  const { version } = JSON.parse(page("package.json")) as { version: string };
  const names = ["command-line", "library"].flatMap((name) => page(`docs/${name}.md`).match(/groundup-\d\S*?\.tgz/g)!);
  expect([...new Set(names)]).toEqual([`groundup-${version}.tgz`]);
});

test("docs/terraform-json.md shows lines of the default cluster's JSON", () => {
  const [, shown] = /```json\n(.*?)```/s.exec(page("docs/terraform-json.md"))!;
  expect(stackText(readClusterFile(join(project, "cluster.yaml")).config)).toContain(shown!);
});

test("docs/terraform-json.md shows the same number of unchanged files as a Terraform plan", () => {
  const { resource_changes } = JSON.parse(recordedPlans()["kubelet-field"]!);
  const { before, after } = resource_changes.find(
    ({ address }: { address: string }) => address === "null_resource.worker-1_update",
  ).change;
  const same = Object.keys(after.triggers).filter((file) => before.triggers[file] === after.triggers[file]);
  expect(page("docs/terraform-json.md")).toContain(`(${same.length} unchanged elements hidden)`);
});
