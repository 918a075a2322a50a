import { parse } from "./parse";

test("the default subnet is the first /24 of the VPC, or the whole VPC if it is smaller", () => {
  expect(parse("network: { vpcCidr: 10.1.0.0/16 }").config.network.subnets).toEqual([{ cidr: "10.1.0.0/24" }]);
  expect(parse("network: { vpcCidr: 10.1.0.0/25 }").config.network.subnets).toEqual([{ cidr: "10.1.0.0/25" }]);
});

test("public subnets are at the end of the VPC, and keep their ranges when one is added", () => {
  const ofZones = (...zones: string[]) =>
    parse(
      `{ network: { privateNodes: true, subnets: [${zones.map((zone, index) => `{ cidr: 172.31.${index}.0/24, zone: us-east-2${zone} }`).join(", ")}] }, ssh: { bastion: { host: a } } }`,
    ).config.network.publicSubnets.map(({ cidr }) => cidr);
  expect(ofZones("a", "b")).toEqual(["172.31.255.224/27", "172.31.255.192/27"]);
  expect(ofZones("a")).toEqual(["172.31.255.224/27"]);
  expect(parse("").config.network.publicSubnets).toEqual([]);
});

test("the DNS address is the tenth of the service range", () => {
  expect(parse("network: { serviceCidr: 10.96.0.0/12 }").config.network.dnsAddress).toBe("10.96.0.10");
});

test("instance types follow the architecture", () => {
  const { masters, workers } = parse("{ architecture: arm64, workers: { instanceType: c7gn.large } }").config;
  expect([masters.instanceType, workers.instanceType]).toEqual(["t4g.small", "c7gn.large"]);
});

test("a backend in S3 encrypts and locks", () => {
  const { backend } = parse("backend: { s3: { bucket: states, key: a/b.tfstate, region: eu-west-1 } }").config;
  const s3 = { bucket: "states", key: "a/b.tfstate", region: "eu-west-1", encrypt: true, useLockfile: true };
  expect(backend).toEqual({ s3 });
});

test("masters copy snapshots to the cluster's folder at the S3 endpoint of the region", () => {
  const s3 = (file: string) =>
    parse(`{ name: team, masters: { instanceProfile: m }, ${file} }`).config.etcd.snapshots.s3;
  const bucket = (keys = "") => `etcd: { snapshots: { s3: { bucket: kept${keys} } } }`;
  const own = { bucket: "kept", prefix: "team", region: "us-east-2", endpoint: "https://s3.us-east-2.amazonaws.com" };
  expect(s3(bucket())).toEqual(own);
  const china = { region: "cn-north-1", endpoint: "https://s3.cn-north-1.amazonaws.com.cn" };
  expect(s3(`region: cn-north-1, ${bucket()}`)).toEqual({ ...own, ...china });
  const elsewhere = { region: "eu-west-1", endpoint: "https://s3.eu-west-1.amazonaws.com" };
  expect(s3(bucket(", region: eu-west-1"))).toEqual({ ...own, ...elsewhere });
  const store = { prefix: "a/b", endpoint: "https://s3.example" };
  expect(s3(bucket(", prefix: a/b, endpoint: https://s3.example"))).toEqual({ ...own, ...store });
  expect(parse("").config.etcd.snapshots.s3).toBeUndefined();
});

test("without operatorCidrs, there is no list, so that a variable replaces it", () => {
  expect(parse("").config.operatorCidrs).toBeUndefined();
});

test("synthesis warns if operatorCidrs contains the whole internet", () => {
  const { warnings } = parse("operatorCidrs: [203.0.113.7/32, 0.0.0.0/0]");
  expect(warnings).toEqual([
    expect.objectContaining({ path: "operatorCidrs[1]", found: expect.stringContaining("internet") }),
  ]);
});

test("extraConfig is passed on unchanged", () => {
  const { kubelet, containerd } = parse(
    "{ kubelet: { extraConfig: { maxPods: 50 } }, containerd: { extraConfig: { a: [1] } } }",
  ).config;
  expect([kubelet.extraConfig, containerd.extraConfig]).toEqual([{ maxPods: 50 }, { a: [1] }]);
});

test("names and image archives at their limits are accepted", () => {
  const archive = { url: "http://mirror.example:8080/coredns.tar", sha256: "0".repeat(64) };
  const file = {
    name: "a".repeat(32),
    artifacts: { mirror: "http://mirror.example:8080/all", imageArchives: [archive] },
  };
  expect(parse(JSON.stringify(file)).config).toMatchObject(file);
});
