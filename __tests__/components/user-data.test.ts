import { parse } from "yaml";
import { readClusterFile } from "../../components/derived/cluster-file";
import { artifactsOf } from "../../components/derived/bundle";
import { facts, userDataOf } from "../../components/derived/user-data";
import { planCluster } from "../../lib/cluster";
import { clusterOf } from "../../tools/fixtures/golden";
import { expressionsOf } from "../../tools/fixtures/references";
import { clusterFiles, project, stackOfFile } from "../../tools/fixtures/synthesized";

/** EC2's limit on user data, before base64. */
const limit = 16 * 1024;

describe.each(clusterFiles)("user data of %s", (file) => {
  const cluster = planCluster(readClusterFile(`${project}/${file}`).config);

  test.each([...cluster.masters, ...cluster.workers])("of $name is under 16 KB", (node) => {
    expect(Buffer.byteLength(userDataOf(cluster, node.role)(node))).toBeLessThan(limit);
  });

  test("refers to no value of an apply, so it contains no secret", () => {
    const instances = Object.values(stackOfFile(file).resource.aws_instance!);
    expect(instances).toHaveLength(cluster.masters.length + cluster.workers.length);
    for (const { user_data } of instances) expect(expressionsOf(user_data)).toEqual([]);
  });
});

test("with a long mirror and many image archives, user data stays under 16 KB", () => {
  const archive = (index: number) =>
    `{ url: https://images.example.com/archive-${index}.tar, sha256: ${"ab".repeat(32)} }`;
  const archives = Array.from({ length: 10 }, (_, index) => archive(index)).join(", ");
  const mirror = `https://${"mirror.".repeat(6)}example.com/${"a/".repeat(20)}b`;
  const cluster = clusterOf(`artifacts: { mirror: ${mirror}, imageArchives: [${archives}] }`);
  expect(Buffer.byteLength(userDataOf(cluster, "worker")(cluster.workers[0]!))).toBeLessThan(limit);
});

test("user data gives a node the guide's facts about itself", () => {
  const { masters, workers } = clusterOf();
  expect(facts(masters[1]!)).toEqual(["name=master-1", "role=master"]);
  expect(facts(workers[2]!)).toEqual(["name=worker-2", "role=worker", "pod-cidr=172.20.2.0/24"]);
});

test("user data is valid for cloud-init, and has the node's facts and its downloads", () => {
  const cluster = clusterOf("artifacts: { mirror: https://mirror.example }");
  const text = userDataOf(cluster, "master")(cluster.masters[0]!);
  expect(text.split("\n")[0]).toBe("#cloud-config");
  const config = parse(text) as { write_files: { path: string; content: string }[]; runcmd: unknown[] };
  const contentOf = (path: string) => config.write_files.find((file) => file.path === path)!.content;
  expect(contentOf("/etc/groundup/facts")).toBe("name=master-0\nrole=master\n");
  const { artifacts } = JSON.parse(contentOf("/etc/groundup/artifacts.json")) as { artifacts: { source: string }[] };
  expect(artifacts).toMatchObject(
    artifactsOf(cluster, "master").map(({ name, sha256, source }) => ({ name, sha256, source })),
  );
  for (const { source } of artifacts) expect(source).toMatch(/^https:\/\/mirror\.example\/[\w.-]+\//);
  expect(config.runcmd).toHaveLength(1);
});
