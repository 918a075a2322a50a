import type { Certificate } from "../../components/component";
import { components } from "../../components/registry";
import { clusterOf } from "../../tools/fixtures/golden";
import { resourcesOf, stackOf } from "../../tools/fixtures/synthesized";

const file = "{ masters: { count: 1 }, workers: { count: 1 } }";
const declared = components.flatMap((component) => component.certificates?.(clusterOf(file)) ?? []);

const client = ["client_auth"];
const server = ["server_auth"];
const both = ["server_auth", "client_auth"];
const etcdNames = ["ip-172-31-0-10", "ip-172-31-0-10.us-east-2.compute.internal", "localhost"];
const apiNames = [
  "ip-172-31-0-10",
  "ip-172-31-0-10.us-east-2.compute.internal",
  "api.k8s-cluster-from-ground-up.internal",
  "*.elb.us-east-2.amazonaws.com",
  "localhost",
  "kubernetes",
  "kubernetes.default",
  "kubernetes.default.svc",
  "kubernetes.default.svc.cluster.local",
];
const apiAddresses = ["127.0.0.1", "10.32.0.1", "172.31.0.10"];

/** name, authority, common name, organization, uses, DNS names, addresses */
type Row = [string, string, string, string | undefined, string[], string[]?, string[]?];

const expected: Row[] = [
  ["etcd-server-master-0", "etcd", "ip-172-31-0-10", undefined, both, etcdNames, ["172.31.0.10", "127.0.0.1"]],
  ["etcd-peer-master-0", "etcd", "ip-172-31-0-10", undefined, both, etcdNames, ["172.31.0.10", "127.0.0.1"]],
  ["etcd-healthcheck-client", "etcd", "kube-etcd-healthcheck-client", undefined, client],
  ["kube-apiserver", "kubernetes", "kube-apiserver", undefined, server, apiNames, apiAddresses],
  ["apiserver-etcd-client", "etcd", "kube-apiserver-etcd-client", undefined, client],
  ["apiserver-kubelet-client", "kubernetes", "kube-apiserver-kubelet-client", undefined, client],
  ["front-proxy-client", "front-proxy", "front-proxy-client", undefined, client],
  ["kube-controller-manager", "kubernetes", "system:kube-controller-manager", "system:kube-controller-manager", client],
  ["kube-scheduler", "kubernetes", "system:kube-scheduler", "system:kube-scheduler", client],
  ["admin", "kubernetes", "admin", "groundup:cluster-admins", client],
  ["super-admin", "kubernetes", "super-admin", "system:masters", client],
  ["node-drain", "kubernetes", "groundup:node-drain", undefined, client],
  ["network-policy-gate", "kubernetes", "groundup:network-policy-gate", undefined, client],
  [
    "kubelet-worker-0",
    "kubernetes",
    "system:node:ip-172-31-0-20",
    "system:nodes",
    ["client_auth", "server_auth"],
    ["ip-172-31-0-20", "ip-172-31-0-20.us-east-2.compute.internal"],
    ["172.31.0.20"],
  ],
  ["kube-proxy", "kubernetes", "system:kube-proxy", "system:node-proxier", client],
  ["metrics-server", "kubernetes", "metrics-server", undefined, server, ["metrics-server.kube-system.svc"], []],
];

const row = (leaf: Certificate): Row => {
  const head: Row = [leaf.name, leaf.authority, leaf.commonName, leaf.organization, [...leaf.uses]];
  return leaf.dnsNames
    ? [...(head as [string, string, string, undefined, string[]]), [...leaf.dnsNames], [...(leaf.ipAddresses ?? [])]]
    : head;
};

test("components declare exactly these certificates", () => {
  expect(declared.map(row)).toEqual(expected);
});

test("only the API server's certificate contains names of load balancers", () => {
  const named = declared.filter(({ dnsNames = [] }) => dnsNames.some((name) => name.includes(".elb.")));
  expect(named.map(({ name }) => name)).toEqual(["kube-apiserver"]);
});

const authorityId = { kubernetes: "kubernetes-ca", etcd: "etcd-ca", "front-proxy": "kubernetes-front-proxy-ca" };

describe.each(["ECDSA-P256", "RSA-2048"])("with %s keys", (algorithm) => {
  const resources = resourcesOf(
    stackOf(`{ masters: { count: 1 }, workers: { count: 1 }, certificates: { algorithm: ${algorithm} } }`),
  );

  test.each(declared)("$name is requested and signed as declared", (leaf) => {
    const request = resources[`tls_cert_request.pki_${leaf.name}_request`]!;
    expect(request.subject).toEqual([
      JSON.parse(JSON.stringify({ common_name: leaf.commonName, organization: leaf.organization })),
    ]);
    expect(request.dns_names ?? []).toEqual(leaf.dnsNames ?? []);
    expect(request.ip_addresses ?? []).toEqual(leaf.ipAddresses ?? []);
    expect(request.private_key_pem).toBe(`\${tls_private_key.pki_${leaf.name}.private_key_pem}`);

    const authority = `pki_${authorityId[leaf.authority]}`;
    const enciphers = algorithm === "RSA-2048" ? ["key_encipherment"] : [];
    expect(resources[`tls_locally_signed_cert.pki_${leaf.name}_certificate`]).toMatchObject({
      allowed_uses: ["digital_signature", ...enciphers, ...leaf.uses],
      ca_cert_pem: `\${tls_self_signed_cert.${authority}_certificate.cert_pem}`,
      ca_private_key_pem: `\${tls_private_key.${authority}.private_key_pem}`,
      cert_request_pem: `\${tls_cert_request.pki_${leaf.name}_request.cert_request_pem}`,
      validity_period_hours: 8760,
      early_renewal_hours: 720,
    });
  });

  test("every key except the SSH key is of that type", () => {
    const kind =
      algorithm === "RSA-2048" ? { algorithm: "RSA", rsa_bits: 2048 } : { algorithm: "ECDSA", ecdsa_curve: "P256" };
    const keys = Object.entries(resources).filter(([address]) => address.startsWith("tls_private_key.pki_"));
    expect(keys).toHaveLength(declared.length + 3 + 2); // the authorities', service accounts' and encryption's
    for (const [, key] of keys) expect(key).toMatchObject(kind);
  });
});

test.each(Object.values(authorityId))("%s is valid for ten years, and may only sign certificates", (name) => {
  expect(resourcesOf(stackOf(file))[`tls_self_signed_cert.pki_${name}_certificate`]).toMatchObject({
    subject: [{ common_name: name }],
    is_ca_certificate: true,
    allowed_uses: ["cert_signing", "crl_signing"],
    validity_period_hours: 87600,
  });
});

test("every certificate has the guide's subject fields", () => {
  const subject = "{ country: GB, province: London, locality: England, organizationalUnit: DevOps }";
  const resources = Object.entries(resourcesOf(stackOf(`certificates: { subject: ${subject} }`)));
  const subjects = resources.flatMap(([, { subject }]) => (subject ? [subject[0]] : []));
  expect(subjects).toHaveLength(declared.length + 2 * 2 + 2 + 3); // two more masters and workers, and the authorities
  for (const one of subjects) {
    expect(one).toMatchObject({
      country: "GB",
      province: "London",
      locality: "England",
      organizational_unit: "DevOps",
    });
  }
});
