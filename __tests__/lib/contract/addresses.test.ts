import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import {
  addressOf,
  hasOwnRoot,
  knownResource,
  parseAddress,
  resourceOf,
  resources,
} from "../../../lib/contract/addresses";
import { addressesOf, project, stackOf } from "../../../tools/fixtures/synthesized";

const folder = path.join(project, "__tests__/constructs/addresses");
const golden = readdirSync(folder)
  .filter((file) => file !== "library.txt")
  .map((file) => [file, readFileSync(path.join(folder, file), "utf8").trim().split("\n")] as const);

/** What the contract makes of an address that it has read. */
function again(text: string): string | undefined {
  const { key, ...resource } = parseAddress(text) ?? { type: "", name: "" };
  const known = knownResource(resource);
  return known && addressOf({ ...resourceOf(known), ...(key === undefined ? {} : { key }) });
}

describe("parsing and making an address gives the same address", () => {
  test.each(golden)("of %s", (_, addresses) => {
    expect(addresses.length).toBeGreaterThan(100);
    expect(addresses.map(again)).toEqual(addresses);
  });

  const plans = path.join(project, "__tests__/review/plans");
  test.each(readdirSync(plans))("of the recorded plan %s", (file) => {
    const plan = JSON.parse(readFileSync(path.join(plans, file), "utf8")) as {
      resource_changes: { address: string; mode: string }[];
    };
    const addresses = plan.resource_changes.filter(({ mode }) => mode === "managed").map(({ address }) => address);
    expect(addresses.length).toBeGreaterThan(0);
    expect(addresses.map(again)).toEqual(addresses);
  });
});

/** Cluster files that together lead to every kind of resource. */
const everything = [
  `upgradedFrom: "0.1"
masters: { count: 3, etcdVolumeGiB: 8 }
network: { flowLogs: { s3: "arn:aws:s3:::flows" } }
encryption: { keys: [{ name: key2 }, { name: key1 }] }
certificates: { generations: { etcd: [2, 1], serviceAccount: [1, 2] } }
`,
  `aws:
  loadBalancers: true
  identity:
    bucket: oidc
    roles:
      - { name: one, namespace: a, serviceAccount: b, policyArns: [arn:aws:iam::aws:policy/X], statements: [{ actions: [s3:ListBucket], resources: ["*"] }] }
`,
  `network:
  privateNodes: true
  subnets: [{ cidr: 172.31.0.0/24, zone: us-east-2a }, { cidr: 172.31.1.0/24, zone: us-east-2b }]
ssh: { bastion: { host: bastion.example.com } }
operatorCidrs: [203.0.113.0/24]
`,
];

test("every kind of resource in the contract occurs for some cluster file", () => {
  const all = everything.flatMap((text) => addressesOf(stackOf(text)));
  expect(all.map(again)).toEqual(all);
  const found = new Set(all.map((text) => knownResource(parseAddress(text)!)!.kind));
  expect(Object.keys(resources).filter((kind) => !found.has(kind as keyof typeof resources))).toEqual([]);
});

test.each([
  ["null_resource", "worker-12_update", { kind: "update", values: { node: "worker-12" } }],
  ["terraform_data", "worker-0_files", { kind: "nodeFiles", values: { node: "worker-0" } }],
  ["terraform_data", "worker_files", { kind: "roleFiles", values: { role: "worker" } }],
  ["aws_route", "worker-0_pods", { kind: "podRoute", values: { node: "worker-0", table: "0" } }],
  ["aws_route", "worker-0_pods-2", { kind: "podRoute", values: { node: "worker-0", table: "2" } }],
  ["tls_private_key", "pki_etcd-ca", { kind: "authorityKey", values: { commonName: "etcd-ca", generation: "1" } }],
  ["tls_private_key", "pki_etcd-ca-2", { kind: "authorityKey", values: { commonName: "etcd-ca", generation: "2" } }],
  ["tls_private_key", "pki_encryption", { kind: "encryptionKey", values: {} }],
  ["tls_private_key", "pki_admin", { kind: "leafKey", values: { certificate: "admin" } }],
  [
    "aws_ec2_subnet_cidr_reservation",
    "network_subnet-1-nodes-172-31-0-10_31",
    { kind: "reservation", values: { index: "1", range: "172.31.0.10/31" } },
  ],
  [
    "aws_vpc_security_group_ingress_rule",
    "security_masters-tcp-22-from-operators-203-0-113-0_24",
    {
      kind: "portRule",
      values: { group: "masters", protocol: "tcp", port: "22", peer: "operators", operators: "203.0.113.0/24" },
    },
  ],
])("the contract recognises %s.%s", (type, name, known) => {
  expect(knownResource({ type, name })).toEqual(known);
});

test.each([
  ["aws_instance", "bastion"],
  ["aws_instance", "worker-one"],
  ["aws_instance", "my_worker-0"],
  ["aws_instance", "worker-0_"],
  ["aws_volume_attachment", "worker-0"],
  ["null_resource", "worker-0_upgrade"],
  ["tls_self_signed_cert", "pki_admin_certificate"],
  ["terraform_data", "workers_files"],
])("the contract does not recognise %s.%s", (type, name) => {
  expect(knownResource({ type, name })).toBeUndefined();
});

test("the contract parses ids that are joined in another way", () => {
  const known = { kind: "leafRequest", values: { certificate: "kube-apiserver" } };
  expect(knownResource({ type: "tls_cert_request", name: "pki-kube-apiserver-request" }, "-")).toEqual(known);
  expect(knownResource({ type: "null_resource", name: "worker-0-update" }, "-")).toMatchObject({ kind: "update" });
});

test("a name with a prefix of groundup's names belongs to groundup in any release", () => {
  for (const name of ["worker-0_spot", "network_vpc", "pki_x", "worker_leave", "addons"])
    expect(hasOwnRoot({ name })).toBe(true);
  for (const name of ["database", "workers", "networks_x", "platform_worker-0"])
    expect(hasOwnRoot({ name })).toBe(false);
});

test.each([
  ['terraform_data.worker_leave["worker-1"]', { type: "terraform_data", name: "worker_leave", key: "worker-1" }],
  ["data.aws_ami.ubuntu", { type: "data.aws_ami", name: "ubuntu" }],
  ["module.east.aws_lb.api", { type: "aws_lb", name: "api" }],
  ['module.east["a.b"].module.k8s.aws_lb.api', { type: "aws_lb", name: "api" }],
  [
    "tls_self_signed_cert.pki_etcd-ca-2_certificate.cert_pem",
    { type: "tls_self_signed_cert", name: "pki_etcd-ca-2_certificate" },
  ],
  ["not an address", undefined],
])("%s is parsed", (text, parsed) => {
  expect(parseAddress(text)).toEqual(parsed);
});
