import { misfits, programSchema } from "../../lib/program-schemas";
import { kubernetesVersions, releaseOf } from "../../lib/versions";
import { ConfigError, type Problem } from "../../lib/config";
import { configOf, stackOf } from "../../tools/fixtures/synthesized";

function problemsOf(file: object): Problem[] {
  try {
    configOf(JSON.stringify(file));
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}
const ofContainerd = (plugins: object) => problemsOf({ containerd: { extraConfig: { plugins } } });

test("groundup refuses unknown kubelet keys and values of a wrong type, and suggests the nearest key", () => {
  const extraConfig = { maxPod: 50, nodeLabels: { role: "web" }, evictionHard: { "memory.available": 100 } };
  expect(problemsOf({ kubelet: { extraConfig } })).toEqual([
    expect.objectContaining({ path: "kubelet.extraConfig.maxPod", remedy: "write maxPods" }),
    expect.objectContaining({ path: "kubelet.extraConfig.nodeLabels", found: "an unknown key", remedy: "remove it" }),
    {
      path: 'kubelet.extraConfig.evictionHard["memory.available"]',
      found: "100",
      wanted: "text",
      remedy: 'write "100"',
    },
  ]);
});

test.each([
  [{ kubelet: { extraConfig: { maxPods: "50" } } }, "remove the quotes"],
  [{ kubelet: { extraConfig: { imageMinimumGCAge: 120 } } }, "write a duration as text, such as 1m30s"],
  [{ kubelet: { extraConfig: { featureGates: ["A"] } } }, "write a mapping of keys to values"],
  [{ kubelet: { extraConfig: { allowedUnsafeSysctls: "net.*" } } }, "write a list"],
  [{ kubeProxy: { extraConfig: { conntrack: { maxPerCores: 1 } } } }, "write maxPerCore"],
  [{ kubeProxy: { extraConfig: { nftables: { syncPeriod: "30" } } } }, "write a duration as text, such as 1m30s"],
])("%j: %s", (file, remedy) => {
  expect(problemsOf(file).map((problem) => problem.remedy)).toEqual([remedy]);
});

test("groundup refuses sections that containerd 2 has moved, and names the new section", () => {
  const old = {
    registry: { config_path: "/etc/containerd/my-certs.d" },
    sandbox_image: "registry.example.com/pause:3.10",
    containerd: { runtimes: { nvidia: { runtime_type: "io.containerd.runc.v2" } } },
  };
  expect(ofContainerd({ "io.containerd.grpc.v1.cri": old }).map(({ remedy }) => remedy)).toEqual([
    expect.stringContaining('move it to plugins["io.containerd.cri.v1.images"]'),
    "remove it",
    expect.stringContaining('move it to plugins["io.containerd.cri.v1.runtime"]'),
  ]);
});

test("groundup refuses registry mirrors and passwords in extraConfig, and does not print the password", () => {
  const registry = {
    mirrors: { "docker.io": { endpoint: ["https://mirror.example.com"] } },
    configs: { "registry.example.com": { auth: { username: "u", password: "s3cr3t-pw" } } },
  };
  const problems = ofContainerd({ "io.containerd.cri.v1.images": { registry } });
  expect(problems.map(({ remedy }) => remedy)).toEqual([
    expect.stringContaining("write containerd.registries"),
    expect.stringContaining("imagePullSecrets"),
  ]);
  expect(JSON.stringify(problems)).not.toContain("s3cr3t");
});

test("groundup accepts settings that the programs know", () => {
  expect(
    problemsOf({
      kubelet: { extraConfig: { maxPods: 50, evictionHard: { "memory.available": "5%" }, imageMinimumGCAge: "2m0s" } },
      kubeProxy: { extraConfig: { conntrack: { maxPerCore: 0 } } },
      containerd: {
        extraConfig: {
          plugins: {
            "io.containerd.cri.v1.runtime": {
              containerd: {
                runtimes: { nvidia: { runtime_type: "io.containerd.runc.v2", options: { BinaryName: "/x" } } },
              },
            },
          },
        },
      },
    }),
  ).toEqual([]);
});

test.each(kubernetesVersions)("the field lists of Kubernetes %s exist", (version) => {
  for (const program of ["kubelet", "kubeProxy", "containerd"] as const) {
    const schema = programSchema(releaseOf(version), program);
    expect(misfits(schema, {})).toEqual([]);
    expect(misfits(schema, { noSuchKey: 1 })[0]!.known.length).toBeGreaterThan(10);
  }
});

test("groundup writes the mirrors of a registry where containerd reads them", () => {
  const mirrors = ["https://mirror.example.com", "http://10.0.0.5:5000"];
  const registries = { "docker.io": { server: "https://registry-1.docker.io", mirrors } };
  const cluster = { masters: { count: 1 }, workers: { count: 1 }, containerd: { registries } };
  const { worker_files: files } = stackOf(JSON.stringify(cluster)).locals;
  expect(files["/etc/containerd/certs.d/docker.io/hosts.toml"].lines.join("\n")).toBe(`\
server = "https://registry-1.docker.io"

[host."https://mirror.example.com"]
capabilities = [ "pull", "resolve" ]

[host."http://10.0.0.5:5000"]
capabilities = [ "pull", "resolve" ]`);
});

test.each([
  [{ "https://docker.io": { mirrors: ["https://a.example"] } }, "write the host alone"],
  [{ "../x": { mirrors: ["https://a.example"] } }, "write the host alone"],
  [{ "docker.io": { mirrors: [] } }, "add one"],
  [{ "docker.io": { mirrors: ["https://u:p@a.example"] } }, "remove user and password"],
])("groundup refuses an invalid mirror: %j", (registries, remedy) => {
  expect(problemsOf({ containerd: { registries } })[0]!.remedy).toContain(remedy);
});
