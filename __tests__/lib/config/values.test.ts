import { problemsOf } from "./parse";

/** A refused value: the file, where the problem is, and a word of what is found, wanted or to be done. */
type Case = readonly [file: string, path: string, words: string];

const names: readonly Case[] = [
  [`name: ${"a".repeat(33)}`, "name", "shorten it by 1"],
  ["name: My Cluster", "name", "write my-cluster"],
  ["name: -a-", "name", "write a:"],
  ["name: internal-api", "name", "AWS reserves names that begin with internal-"],
  ["name: sg-one", "name", "AWS reserves names that begin with sg-"],
  ["name: ''", "name", "give the cluster a name"],
  ["name: 12", "name", 'write "12"'],
  ["region: us-east-2a", "region", "a trailing letter belongs to a zone"],
  ["architecture: arm", "architecture", "write arm64"],
  ["architecture: x86_64", "architecture", "one of amd64, arm64"],
  ["kubernetes: { version: v1.37.1 }", "kubernetes.version", "write 1.37.1"],
  ["kubernetes: { version: 1.12.0 }", "kubernetes.version", "one of 1.37.1, 1.36.4"],
  ["masters: { instanceType: small }", "masters.instanceType", "family, dot, size"],
  ["masters: { rootVolumeGiB: 4 }", "masters.rootVolumeGiB", "from 8 to 16384"],
];

const types: readonly Case[] = [
  ["- 1", "(whole file)", "a mapping"],
  ["hello", "(whole file)", "hello (text)"],
  ["masters: 3", "masters", "a mapping"],
  ["masters:", "masters", "give it a value, or remove the key"],
  ["masters: { count: '3' }", "masters.count", "remove the quotes"],
  ["masters: { count: three }", "masters.count", "three (text)"],
  ["workers: { count: 1.5 }", "workers.count", "a whole number from 1 to 1000"],
  ["workers: { count: 0 }", "workers.count", "needs a worker"],
  ["ssh: { agent: yes }", "ssh.agent", "true or false"],
  ["ssh: { agent: 'true' }", "ssh.agent", "remove the quotes"],
  ["operatorCidrs: 10.0.0.0/8", "operatorCidrs", "a list"],
  ["tags: { cost: 12 }", "tags.cost", 'write "12"'],
  ["ssh: { keyPair: { privateKeyFile: a.pem } }", "ssh.keyPair.name", "add it"],
];

const keys: readonly Case[] = [
  ["nmae: a", "nmae", "write name"],
  ["network: { vpcCIDR: 10.0.0.0/16 }", "network.vpcCIDR", "write vpcCidr"],
  ["network: { subnets: [{ cidr: 172.31.0.0/24, zones: a }] }", "network.subnets[0].zones", "write zone"],
  ["backend: { gcs: {} }", "backend.gcs", "one of s3"],
  ["secretKeyOfMine: 1", "secretKeyOfMine", "remove it"],
];

const members: readonly Case[] = [
  ["masters: { count: 2 }", "masters.count", "use 3: 2 members tolerate no more failures than 1"],
  ["masters: { count: 0 }", "masters.count", "odd number"],
  ["masters: { count: 11 }", "masters.count", "from 1 to 9"],
];

const ranges: readonly Case[] = [
  ["network: { serviceCidr: 172.32.0.0/24 }", "network.serviceCidr", "use, for example, 10.32.0.0/24"],
  ["network: { serviceCidr: 10.0.0.0/30 }", "network.serviceCidr", "from /12 to /28"],
  ["network: { vpcCidr: 10.0.0.0/8 }", "network.vpcCidr", "AWS allows /16 to /28"],
  ["network: { vpcCidr: 10.0.0.1/16 }", "network.vpcCidr", "write 10.0.0.0/16"],
  ["network: { vpcCidr: 10.0.0.0 }", "network.vpcCidr", "prefix length"],
  ["network: { vpcCidr: 'fd00::/64' }", "network.vpcCidr", "IPv4"],
  ["network: { subnets: [] }", "network.subnets", "an empty list"],
  ["network: { subnets: [{ cidr: 172.31.0.0/29 }] }", "network.subnets[0].cidr", "from /16 to /28"],
  ["network: { podCidr: 172.20.0.0/25 }", "network.podCidr", "each worker gets a /24"],
  ["network: { dnsAddress: 10.32.0.256 }", "network.dnsAddress", "an IPv4 address"],
  ["network: { clusterDomain: .local }", "network.clusterDomain", "a DNS name"],
  ["network: { maxRoutes: 2000 }", "network.maxRoutes", "1000"],
  ["operatorCidrs: [203.0.113.7]", "operatorCidrs[0]", "write 203.0.113.7/32"],
  ["operatorCidrs: [203.0.113.7/24]", "operatorCidrs[0]", "203.0.113.7/32 for this one address, or 203.0.113.0/24"],
];

const secrets: readonly Case[] = [
  ["encryption: { key: c2hvcnRzaG9ydHNob3J0cw== }", "encryption.key", "a 16-byte key"],
  ["encryption: { key: 'twelve bytes' }", "encryption.key", "a 12-byte key"],
  ["encryption: { key: variables }", "encryption.key", "generated or variable"],
  [
    "ssh: { agent: true, keyPair: { name: a, privateKeyFile: '-----BEGIN PRIVATE KEY-----' } }",
    "ssh.keyPair.privateKeyFile",
    "the path of",
  ],
  ["ssh: { hostCertificateAuthority: '-----BEGIN PRIVATE KEY' }", "ssh.hostCertificateAuthority", "a private key"],
  ["artifacts: { mirror: 'https://me:hunter2@mirror.example' }", "artifacts.mirror", "a URL with a password"],
  [
    "etcd: { snapshots: { s3: { bucket: abc, endpoint: 'https://me:hunter2@s3.example' } } }",
    "etcd.snapshots.s3.endpoint",
    "a URL with a password",
  ],
];

const software: readonly Case[] = [
  ["artifacts: { mirror: https://mirror.example/ }", "artifacts.mirror", "write https://mirror.example"],
  ["artifacts: { mirror: mirror.example }", "artifacts.mirror", "an http or https URL"],
  [
    "artifacts: { mirror: 'https://mirror.example?a=b' }",
    "artifacts.mirror",
    "remove the part that begins with ? or #",
  ],
  ["artifacts: { imageArchives: [{ url: ftp://a/b, sha256: abc }] }", "artifacts.imageArchives[0].url", "http"],
  ["artifacts: { imageArchives: [{ url: https://a/b, sha256: abc }] }", "artifacts.imageArchives[0].sha256", "64"],
  ["certificates: { subject: { country: England } }", "certificates.subject.country", "two capital letters"],
  ["certificates: { algorithm: RSA }", "certificates.algorithm", "one of ECDSA-P256, RSA-2048"],
  ["kubeProxy: { mode: ipvs }", "kubeProxy.mode", "one of nftables, iptables"],
  ["backend: { s3: { bucket: s3://A, key: a, region: us-east-2 } }", "backend.s3.bucket", "without s3://"],
  ["backend: { s3: { bucket: abc, key: /a, region: us-east-2 } }", "backend.s3.key", "remove the slash"],
];

const keyFile = (path: string) => `ssh: { keyPair: { name: a, privateKeyFile: '${path}' } }`;
const stateIn = (s3: string) => `backend: { s3: { bucket: abc, region: us-east-2, ${s3} } }`;

const notEvaluated: readonly Case[] = [
  [keyFile("${HOME}/.ssh/id"), "ssh.keyPair.privateKeyFile", "write ~/"],
  [keyFile("$HOME/.ssh/id"), "ssh.keyPair.privateKeyFile", "write ~/"],
  [keyFile("~/.ssh/${USER}.pem"), "ssh.keyPair.privateKeyFile", "the path in full"],
  [stateIn('key: "a/${terraform.workspace}"'), "backend.s3.key", "OpenTofu evaluates them"],
  [stateIn('key: "%{ if true }a%{ endif }"'), "backend.s3.key", "OpenTofu evaluates them"],
  [
    stateIn('key: a, kmsKeyId: "arn:aws:kms:us-east-2:111122223333:alias/${x}"'),
    "backend.s3.kmsKeyId",
    "the ARN of a KMS key",
  ],
];

const copies = (s3: string) => `etcd: { snapshots: { s3: { ${s3} } } }`;

const snapshots: readonly Case[] = [
  ["etcd: { snapshots: { everyHours: 0 } }", "etcd.snapshots.everyHours", "from 1 to 168"],
  [copies(""), "etcd.snapshots.s3.bucket", "add it"],
  [copies("bucket: s3://my-snapshots"), "etcd.snapshots.s3.bucket", "without s3://"],
  [copies("bucket: abc, prefix: /etcd"), "etcd.snapshots.s3.prefix", "without a slash"],
  [copies("bucket: abc, prefix: etcd/"), "etcd.snapshots.s3.prefix", "without a slash"],
  [copies("bucket: abc, prefix: a//b"), "etcd.snapshots.s3.prefix", "single slashes"],
  [copies("bucket: abc, prefix: a/../b"), "etcd.snapshots.s3.prefix", "a folder in the bucket"],
  [copies("bucket: abc, prefix: a b"), "etcd.snapshots.s3.prefix", "letters, digits"],
  [copies("bucket: abc, region: us-east-2a"), "etcd.snapshots.s3.region", "an AWS region"],
  [copies("bucket: abc, endpoint: s3.example"), "etcd.snapshots.s3.endpoint", "an http or https URL"],
  [copies("bucket: abc, endpoint: 'https://s3.example/'"), "etcd.snapshots.s3.endpoint", "write https://s3.example"],
  [
    copies('bucket: abc, endpoint: "https://s3.example\\nkeep=0"'),
    "etcd.snapshots.s3.endpoint",
    "an http or https URL",
  ],
];

const tags: readonly Case[] = [
  ["tags: { 'aws:owner': me }", 'tags["aws:owner"]', "AWS reserves the prefix aws:"],
  ["tags: { Name: me }", "tags.Name", "groundup sets the tag Name of each resource"],
  [`tags: { ${"k".repeat(129)}: me }`, `tags.${"k".repeat(129)}`, "1 to 128"],
  [`tags: { owner: ${"v".repeat(257)} }`, "tags.owner", "0 to 256"],
  ["tags: { owner: a;b }", "tags.owner", "letters, digits"],
];

const aws: readonly Case[] = [
  ["ssh: { hostKeys: { master-0: host AAAA } }", 'ssh.hostKeys["master-0"]', "without host names"],
  ["ssh: { bastion: { host: a, hostKey: ssh-foo AAAA } }", "ssh.bastion.hostKey", "as OpenSSH writes it"],
  ["ssh: { authorizedKey: { publicKey: generate } }", "ssh.authorizedKey.publicKey", "a public key"],
  ["network: { flowLogs: { s3: my-logs } }", "network.flowLogs.s3", "write arn:aws:s3:::my-logs"],
  ["workers: { instanceProfile: 'arn:aws:iam::1:instance-profile/a' }", "workers.instanceProfile", "not its ARN"],
];

const cases = [
  ...aws,
  ...names,
  ...types,
  ...keys,
  ...members,
  ...ranges,
  ...secrets,
  ...software,
  ...notEvaluated,
  ...snapshots,
  ...tags,
];

test.each(cases)("%s", (file, path, words) => {
  const problem = problemsOf(file).find((candidate) => candidate.path === path);
  expect(problem).toBeDefined();
  expect(Object.values(problem!).join("\n")).toContain(words);
});

test.each(secrets)("messages do not repeat a value that may be secret: %s", (file) => {
  const said = JSON.stringify(problemsOf(file));
  expect(said).not.toMatch(/c2hvcnRz|twelve bytes|BEGIN|hunter2/);
});
