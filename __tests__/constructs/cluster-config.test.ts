import { TerraformStack, TerraformVariable, Testing } from "cdktf";
import { clusterConfig, type ClusterFileContent, ConfigError, type Problem } from "../../index";
import { configOf } from "../../tools/fixtures/synthesized";

function problemsOf(attempt: () => unknown): Problem[] {
  try {
    attempt();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

test("an object and a cluster file with the same content give the same configuration", () => {
  expect(clusterConfig({ name: "one", workers: { count: 2 } }).config).toEqual(
    configOf("{ name: one, workers: { count: 2 } }"),
  );
});

test("an object has the same problems as a cluster file: of values, of rules and of components", () => {
  const bad = { nmae: "x", masters: { count: 2 }, kubelet: { extraConfig: { clusterDNS: [] } } };
  const problems = problemsOf(() => clusterConfig(bad as ClusterFileContent));
  expect(problems).toHaveLength(3);
  expect(problems).toEqual(problemsOf(() => configOf(JSON.stringify(bad))));
});

test("clusterConfig returns warnings", () => {
  expect(clusterConfig({ operatorCidrs: ["0.0.0.0/0"], networkPolicy: false }).warnings).toEqual([
    expect.stringMatching(/^operatorCidrs\[0\]: found 0\.0\.0\.0\/0/),
    expect.stringMatching(/^NetworkPolicy/),
    expect.stringMatching(/^the instances have 12 vCPUs/),
  ]);
});

test("clusterConfig refuses tokens in numbers, texts, lists and mappings, and names the path of each", () => {
  const variable = new TerraformVariable(new TerraformStack(Testing.app(), "stack"), "given", {});
  const cluster = {
    name: variable.stringValue,
    workers: { count: variable.numberValue },
    operatorCidrs: variable.listValue,
    tags: variable.value as Record<string, string>,
    certificates: { subject: { locality: `in ${variable.stringValue}` } },
  };
  const problems = problemsOf(() => clusterConfig(cluster));
  expect(problems.map(({ path }) => path)).toEqual([
    "name",
    "workers.count",
    "operatorCidrs[0]",
    "tags",
    "certificates.subject.locality",
  ]);
  expect(new Set(problems.map(({ wanted }) => wanted))).toEqual(new Set(["a value that is known at synthesis"]));
  expect(JSON.stringify(problems)).not.toContain("TfToken");
});

test("clusterConfig reads files that the object names from the folder", () => {
  const named = { artifacts: { checksums: "cluster.schema.json" } };
  const found = (folder: string) => problemsOf(() => clusterConfig(named, { folder })).map((problem) => problem.found);
  expect(found("/nowhere")).toEqual(["cluster.schema.json: no such file"]);
  expect(found(".")).not.toEqual(found("/nowhere"));
});

test("clusterConfig refuses a backend", () => {
  const s3 = { bucket: "states", key: "k", region: "us-east-2" };
  expect(problemsOf(() => clusterConfig({ backend: { s3 } })).map(({ path }) => path)).toEqual(["backend.s3"]);
});

test("clusterConfig refuses keys that create network resources for an existing network", () => {
  const network = { publicSubnets: [{ cidr: "172.31.1.0/27" }], flowLogs: { s3: "arn:aws:s3:::my-flow-logs" } };
  const paths = problemsOf(() => clusterConfig({ network }, { existingNetwork: true })).map(({ path }) => path);
  expect(paths).toEqual(["network.publicSubnets", "network.flowLogs"]);
});

test("for an existing network, a warning lists the node addresses that nobody reserves", () => {
  const network = { subnets: [{ cidr: "172.31.0.0/27" }] };
  const warned = (existingNetwork: boolean) =>
    clusterConfig({ network }, { existingNetwork }).warnings.filter((warning) => warning.startsWith("network."));
  expect(warned(true)).toEqual([
    expect.stringMatching(
      /^network\.subnets\[0\]\.cidr.* of 172\.31\.0\.10\/31, 172\.31\.0\.12\/30, 172\.31\.0\.16\/29$/,
    ),
  ]);
  expect(warned(false)).toEqual([]);
});
