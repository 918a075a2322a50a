import { cautions, unknownDigests } from "../../components/derived/checks";
import { planSoftware } from "../../lib/cluster";
import { ConfigError, type Problem } from "../../lib/config";
import { configOf } from "../../tools/fixtures/synthesized";

function problemsOf(text: string): Problem[] {
  try {
    configOf(text);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

test("groundup refuses keys that it sets itself, and names the path of each", () => {
  expect(
    problemsOf(`
      kubelet: { extraConfig: { authentication: { anonymous: { enabled: true } }, maxPods: 50 } }
      kubeProxy: { extraConfig: { mode: ipvs } }
      containerd: { extraConfig: { plugins: { io.containerd.cri.v1.images: { registry: { config_path: /x } } } } }`),
  ).toEqual([
    {
      path: 'containerd.extraConfig.plugins["io.containerd.cri.v1.images"].registry.config_path',
      found: "/x",
      wanted: 'no value: groundup sets this key to "/etc/containerd/certs.d"',
      remedy: "remove it",
    },
    {
      path: "kubelet.extraConfig.authentication.anonymous.enabled",
      found: "true",
      wanted: "no value: groundup sets this key to false",
      remedy: "remove it",
    },
    {
      path: "kubeProxy.extraConfig.mode",
      found: "ipvs",
      wanted: 'no value: groundup sets this key to "nftables"',
      remedy: "remove it",
    },
  ]);
});

test("groundup reports these keys together with all other problems, such as an impossible address plan", () => {
  const file = "{ workers: { count: 300 }, nmae: x, kubelet: { extraConfig: { clusterDNS: [1.1.1.1] } } }";
  expect(problemsOf(file).map(({ path }) => path)).toEqual([
    "nmae",
    "workers.count",
    "workers.count",
    "network.subnets[0].cidr",
    "kubelet.extraConfig.clusterDNS",
  ]);
});

test("groundup accepts keys that it does not set itself", () => {
  expect(problemsOf("kubelet: { extraConfig: { maxPods: 50, systemReserved: { cpu: 200m } } }")).toEqual([]);
});

test("null is refused in TOML and accepted in YAML", () => {
  const file = "{ containerd: { extraConfig: { imports: [a, null] } }, kubelet: { extraConfig: { maxPods: null } } }";
  expect(problemsOf(file).map(({ path }) => path)).toEqual(["containerd.extraConfig.imports[1]"]);
});

test("an artifact without a known digest is a problem, unless the cluster file provides one", () => {
  const software = planSoftware(configOf(""));
  expect(unknownDigests(software)).toEqual([]);
  const release = { ...software.release, runc: "9.9.9" };
  const url = "https://github.com/opencontainers/runc/releases/download/v9.9.9/runc.amd64";
  expect(unknownDigests({ ...software, release })).toEqual([
    expect.objectContaining({ path: `artifacts.checksums["${url}"]`, found: "nothing" }),
  ]);
  const artifacts = { ...software.config.artifacts, checksums: { [url]: "0".repeat(64) } };
  expect(unknownDigests({ release, config: { ...software.config, artifacts } })).toEqual([]);
});

test("every version has its digests, for both architectures", () => {
  for (const version of ["1.37.1", "1.36.4"]) {
    for (const architecture of ["amd64", "arm64"]) {
      expect(problemsOf(`{ kubernetes: { version: ${version} }, architecture: ${architecture} }`)).toEqual([]);
    }
  }
});

test("synthesis warns about security settings that are not enforced", () => {
  expect(cautions(configOf(""))).toEqual([]);
  expect(cautions(configOf("networkPolicy: false"))).toEqual([expect.stringContaining("NetworkPolicy")]);
  const archives = `artifacts: { imageArchives: [{ url: "https://a.example/b.tar", sha256: ${"ab".repeat(32)} }] }`;
  expect(cautions(configOf(archives))).toEqual([expect.stringContaining("AlwaysPullImages is off")]);
});
