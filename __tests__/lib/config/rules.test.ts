import { parse, problemsOf } from "./parse";

/** A file whose values contradict each other: where that is reported, and a word of what is said. */
type Case = readonly [file: string, path: string, words: string];

const zoned = (...list: string[]) => `network: { subnets: [${list.map((subnet) => `{ ${subnet} }`).join(", ")}] }`;

const network: readonly Case[] = [
  ["network: { podCidr: 172.31.0.0/20 }", "network.podCidr", "overlaps network.vpcCidr 172.31.0.0/16"],
  ["network: { serviceCidr: 172.20.0.0/24 }", "network.serviceCidr", "overlaps network.podCidr"],
  ["network: { subnets: [{ cidr: 10.0.0.0/24 }] }", "network.subnets[0].cidr", "outside network.vpcCidr"],
  [
    zoned("cidr: 172.31.0.0/24, zone: us-east-2a", "cidr: 172.31.0.128/25, zone: us-east-2b"),
    "network.subnets[1].cidr",
    "overlaps the subnet 172.31.0.0/24",
  ],
  [
    zoned("cidr: 172.31.0.0/24, zone: us-east-2a", "cidr: 172.31.1.0/24"),
    "network.subnets[1].zone",
    "set a zone for each",
  ],
  [
    zoned("cidr: 172.31.0.0/24, zone: us-east-2a", "cidr: 172.31.1.0/24, zone: us-east-2a"),
    "network.subnets[1].zone",
    "a second time",
  ],
  [zoned("cidr: 172.31.0.0/24, zone: us-east-1a"), "network.subnets[0].zone", "a zone of us-east-2"],
  ["network: { dnsAddress: 10.33.0.10 }", "network.dnsAddress", "outside network.serviceCidr"],
  ["network: { dnsAddress: 10.32.0.1 }", "network.dnsAddress", "the API server's own"],
  ["network: { dnsAddress: 10.32.0.0 }", "network.dnsAddress", "network address"],
  ["network: { dnsAddress: 10.32.0.255 }", "network.dnsAddress", "broadcast"],
  ["network: { podCidr: 172.20.0.0/23 }", "workers.count", "a podCidr of /22 or larger"],
  ["workers: { count: 49 }", "workers.count", "use 48 workers, or set maxRoutes"],
  ["network: { subnets: [{ cidr: 172.31.0.0/28 }] }", "network.subnets[0].cidr", "position 22, the place of worker-2"],
  ["{ network: { maxRoutes: 1000 }, workers: { count: 236 } }", "network.subnets[0].cidr", "use a /23 or larger"],
];

const machines: readonly Case[] = [
  ["architecture: arm64\nworkers: { instanceType: t3.small }", "workers.instanceType", "which has amd64 processors"],
  ["masters: { instanceType: t4g.small }", "masters.instanceType", "architecture: arm64"],
  ["workers: { count: 2, maxUnavailable: 3 }", "workers.maxUnavailable", "at most 2"],
  [`tags: { ${Array.from({ length: 51 }, (_, index) => `t${index}: x`).join(", ")} }`, "tags", "remove 2 of them"],
];

const access: readonly Case[] = [
  ["operatorCidrs: []", "operatorCidrs", "an empty list"],
  ["operatorCidrs: [10.0.0.0/8, 10.0.0.0/8]", "operatorCidrs[1]", "a second time"],
  ["ssh: { keyPair: { name: a } }", "ssh.keyPair.privateKeyFile", "set ssh.agent: true"],
  ["certificates: { renewBeforeHours: 8760 }", "certificates.renewBeforeHours", "less than validityHours 8760"],
  ["certificates: { authorityValidityHours: 8000 }", "certificates.validityHours", "must not outlive its CA"],
  [
    `backend: { s3: { bucket: abc, key: a, region: us-east-2, encrypt: false, kmsKeyId: mrk-${"0".repeat(32)} } }`,
    "backend.s3.encrypt",
    "remove encrypt",
  ],
];

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA";
const privately = (rest: string) => `{ network: { privateNodes: true, ${rest} }, ssh: { bastion: { host: jump } } }`;

const closed: readonly Case[] = [
  ["network: { privateNodes: true }", "ssh.bastion", "docs/operations.md"],
  ["network: { publicSubnets: [{ cidr: 172.31.1.0/27 }] }", "network.publicSubnets", "privateNodes: true"],
  [
    privately("publicSubnets: [{ cidr: 172.31.1.0/27 }, { cidr: 172.31.2.0/27 }]"),
    "network.publicSubnets",
    "1, one for each",
  ],
  [privately("publicSubnets: [{ cidr: 172.31.0.64/27 }]"), "network.publicSubnets[0].cidr", "subnet 172.31.0.0/24"],
  [privately("publicSubnets: [{ cidr: 10.0.0.0/27 }]"), "network.publicSubnets[0].cidr", "outside network.vpcCidr"],
  [privately("vpcCidr: 10.0.0.0/24"), "network.publicSubnets[0].cidr", "overlaps the subnet 10.0.0.0/24"],
  [`ssh: { hostKeys: { mastr-0: ${key} } }`, 'ssh.hostKeys["mastr-0"]', "write master-0"],
  [`ssh: { hostKeys: { worker-3: ${key} } }`, 'ssh.hostKeys["worker-3"]', "remove it"],
  [`ssh: { hostKeys: { master-0: ${key} }, bastion: { host: a } }`, "ssh.hostKeys", "one ssh.hostCertificateAuthority"],
  [
    "ssh: { agent: true, keyPair: { name: a }, authorizedKey: { publicKey: generated } }",
    "ssh.authorizedKey",
    "one of the two",
  ],
  [`ssh: { authorizedKey: { publicKey: ${key} } }`, "ssh.authorizedKey.privateKeyFile", "set ssh.agent: true"],
  [
    "ssh: { authorizedKey: { publicKey: generated, privateKeyFile: a } }",
    "ssh.authorizedKey.privateKeyFile",
    "remove it",
  ],
];

const copies = (s3: string) => `etcd: { snapshots: { s3: { bucket: my-snapshots${s3} } } }`;
const snapshots: readonly Case[] = [[copies(""), "masters.instanceProfile", "a role that may write to the bucket"]];

const inChina = "region: cn-north-1, masters: { instanceProfile: m }";
const state = (region: string, kmsKeyId: string) =>
  `backend: { s3: { bucket: states, key: a, region: ${region}, kmsKeyId: "${kmsKeyId}" } }`;
const key1 = "111122223333:key/00000000-0000-0000-0000-000000000000";
const partitions: readonly Case[] = [
  [
    "{ region: cn-north-1, network: { flowLogs: { s3: 'arn:aws:s3:::logs' } } }",
    "network.flowLogs.s3",
    "arn:aws-cn:s3:::",
  ],
  ["network: { flowLogs: { s3: 'arn:aws-iso:s3:::logs' } }", "network.flowLogs.s3", "in the partition aws: arn:aws:"],
  [`{ ${inChina}, ${copies(", region: us-east-1")} }`, "etcd.snapshots.s3.region", "the partition aws-cn"],
  [state("us-gov-west-1", `arn:aws:kms:us-gov-west-1:${key1}`), "backend.s3.kmsKeyId", "in the partition aws-us-gov"],
  [state("us-east-2", `arn:aws:kms:us-east-1:${key1}`), "backend.s3.kmsKeyId", "a key of backend.s3.region, us-east-2"],
];

test.each([...network, ...machines, ...access, ...closed, ...snapshots, ...partitions])("%s", (file, path, words) => {
  const problems = problemsOf(file);
  expect(problems.map((problem) => problem.path)).toEqual([path]);
  expect(Object.values(problems[0]!).join("\n")).toContain(words);
});

test.each([
  [`{ ssh: { hostKeys: { master-0: ${key} } } }`, "ssh.hostKeys", "none for master-1, master-2, worker-0"],
  ["workers: { instanceProfile: logs }", "workers.instanceProfile", "hostNetwork"],
  [
    `{ masters: { instanceProfile: m }, ${copies(", endpoint: http://s3.example:9000")} }`,
    "etcd.snapshots.s3.endpoint",
    "http://s3.example:9000, without TLS",
  ],
  [
    "{ network: { maxRoutes: 1000 }, workers: { count: 173 } }",
    "network.subnets[0].cidr",
    "worker-172 at position 192",
  ],
])("groundup accepts this with a warning: %s", (file, path, words) => {
  const { warnings } = parse(file);
  expect(warnings).toEqual([expect.objectContaining({ path, found: expect.stringContaining(words) })]);
});

test.each([
  privately("publicSubnets: [{ cidr: 172.31.1.0/28 }]"),
  `{ ssh: { hostKeys: { master-0: ${key} }, hostCertificateAuthority: ${key} } }`,
  "workers: { count: 48 }",
  "{ network: { maxRoutes: 1000 }, workers: { count: 172 } }",
  `{ network: { privateNodes: true, maxRoutes: 1000 }, workers: { count: 235 }, ssh: { bastion: { host: b.example } } }`,
  "network: { subnets: [{ cidr: 172.31.0.0/27 }] }",
  "{ masters: { count: 9 }, network: { dnsAddress: 10.32.0.2 } }",
  `{ masters: { instanceProfile: m }, ${copies(", endpoint: https://s3.example:9000/s3")} }`,
  "{ operatorCidrs: [], ssh: { bastion: { host: 10.0.0.1 } } }",
  "{ ssh: { agent: true, keyPair: { name: a } } }",
  "{ network: { vpcCidr: 100.64.0.0/16 } }",
  "{ region: us-gov-west-1, network: { flowLogs: { s3: 'arn:aws-us-gov:s3:::logs' } } }",
  `{ ${inChina}, ${copies(", region: cn-northwest-1")} }`,
  `{ ${inChina}, ${copies(", region: us-east-1, endpoint: https://s3.example")} }`,
  state("cn-north-1", `arn:aws-cn:kms:cn-north-1:${key1}`),
  state("cn-north-1", "mrk-0123456789abcdef0123456789abcdef"),
])("groundup accepts this value at its limit: %s", (file) => {
  expect(parse(file).warnings).toEqual([]);
});

describe("families of processors", () => {
  const accepted = (architecture: string, type: string) =>
    parse(`{ architecture: ${architecture}, masters: { instanceType: ${type} } }`).config.masters.instanceType;

  test.each([
    "a1.large",
    "t4g.small",
    "c7gn.xlarge",
    "x2gd.metal",
    "im4gn.large",
    "is4gen.large",
    "g5g.xlarge",
    "m8gb.large",
  ])("%s is arm64", (type) => expect(accepted("arm64", type)).toBe(type));

  test.each([
    "t3.small",
    "g4dn.xlarge",
    "g4ad.xlarge",
    "g5.xlarge",
    "m7i-flex.large",
    "c7a.large",
    "u-6tb1.metal",
    "p6-b200.48xlarge",
  ])("%s is amd64", (type) => expect(accepted("amd64", type)).toBe(type));
});
