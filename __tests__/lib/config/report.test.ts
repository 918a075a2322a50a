import { problemsOf, parse } from "./parse";

test("the message lists what was found, what is wanted and what to do", () => {
  expect(() => parse("{ masters: { count: 2 }, nmae: x }")).toThrowErrorMatchingInlineSnapshot(`
   "cluster.yaml: 2 problems, nothing was written

     masters.count
       found   2
       wanted  an odd number of etcd members from 1 to 9
       do      use 3: 2 members tolerate no more failures than 1

     nmae
       found   an unknown key
       wanted  one of name, region, kubernetes, architecture, network, masters, workers, operatorCidrs, ssh, backend, loadBalancer, authentication, encryption, certificates, artifacts, etcd, kubelet, kubeProxy, containerd, networkPolicy, metrics, aws, quotas, upgradedFrom, tags
       do      write name"
  `);
});

test("problems of values and of rules are reported together, without those that follow from another problem", () => {
  const file = `
    masters: { count: 2 }
    network: { vpcCIDR: 10.0.0.0/16, subnets: [{ cidr: 10.0.0.0/24 }], podCidr: 10.32.0.0/16 }
    workers: { maxUnavailable: 9 }
    artifacts: { checksums: ./a.json }
    backend: { s3: { bucket: A } }`;
  const paths = problemsOf(file, { "./a.json": { "https://a/b": "abc", c: "0".repeat(64) } }).map(({ path }) => path);
  expect(paths).toEqual([
    "network.vpcCIDR",
    "masters.count",
    "backend.s3.bucket",
    "backend.s3.key",
    "backend.s3.region",
    'artifacts.checksums["https://a/b"]',
    "artifacts.checksums.c",
    "network.serviceCidr",
    "workers.maxUnavailable",
  ]);
});

test("two wrong elements of a list do not affect other keys", () => {
  const file = "network: { vpcCidr: 10.0.0.0/16, subnets: [{ cidr: a }, { cidr: b }], podCidr: 10.0.0.0/16 }";
  const paths = problemsOf(file).map(({ path }) => path);
  expect(paths).toEqual(["network.subnets[0].cidr", "network.subnets[1].cidr", "network.podCidr"]);
});

test("a file of digests is refused if it cannot be read or is not a mapping", () => {
  const file = "artifacts: { checksums: a.json }";
  expect(problemsOf(file)).toEqual([
    expect.objectContaining({ path: "artifacts.checksums", found: "a.json: no such file" }),
  ]);
  expect(problemsOf(file, { "a.json": [] })).toEqual([
    expect.objectContaining({ path: "artifacts.checksums", found: "a list" }),
  ]);
});

describe("a file that is not YAML", () => {
  test.each([
    ["name: a\nname: b", "line 2, column 1", "Map keys must be unique"],
    ["name: a\nnetwork: { vpcCidr: [", "line 2, column 22", "Flow sequence"],
    ["name: a\n\tregion: b", "line 2, column 1", "Tabs"],
    ["name: !secret a", "line 1, column 7", "Unresolved tag"],
    ["name: a\n---\nname: b", "line 2, column 1", "multiple documents"],
    ["name: *a", "(whole file)", "write the value itself"],
  ])("%j", (file, path, words) => {
    const [problem] = problemsOf(file);
    expect(problem!.path).toBe(path);
    expect(problem!.remedy).toContain(words);
  });

  test("is refused if its aliases would fill the memory", () => {
    const levels = Array.from(
      { length: 9 },
      (_, level) => `l${level + 1}: &l${level + 1} [${Array(9).fill(`*l${level}`).join(", ")}]`,
    );
    expect(problemsOf(["l0: &l0 x", ...levels].join("\n"))).toHaveLength(1);
  });
});
