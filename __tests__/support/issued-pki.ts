import type { Certificate } from "../../components/component";
import { components } from "../../components/registry";
import type { Cluster } from "../../lib/cluster";
import { OpenSsl, type Purpose } from "./openssl";
import type { AuthorityName } from "../../lib/contract/authorities";
import type { AppliedResource } from "../../tools/fixtures/terraform";

/** The authorities by the names that components use, and the common names that others know them by. */
const commonNames: Record<AuthorityName, string> = {
  kubernetes: "kubernetes-ca",
  etcd: "etcd-ca",
  "front-proxy": "kubernetes-front-proxy-ca",
};
const authorities = Object.keys(commonNames) as AuthorityName[];

const purposes: Record<Certificate["uses"][number], Purpose> = { client_auth: "sslclient", server_auth: "sslserver" };

/** Keys and certificates as they are in Terraform's state. */
export interface IssuedPki {
  readonly resources: readonly AppliedResource[];
  /** Name of the load balancer that the API server must serve under. */
  readonly loadBalancerName: string;
}

function value(pki: IssuedPki, address: string, name: string): string {
  const resource = pki.resources.find((one) => one.address === address);
  if (!resource) throw new Error(`the state has no ${address}`);
  return String(resource.values[name]);
}

/** PEM of a private key. */
export const privateKey = (pki: IssuedPki, name: string) =>
  value(pki, `tls_private_key.pki_${name}`, "private_key_pem");
const leafPem = (pki: IssuedPki, name: string) =>
  value(pki, `tls_locally_signed_cert.pki_${name}_certificate`, "cert_pem");
const authorityPem = (pki: IssuedPki, name: AuthorityName) =>
  value(pki, `tls_self_signed_cert.pki_${commonNames[name]}_certificate`, "cert_pem");

/** The subject that a certificate must have, as sorted fields. */
function subjectFields({ config }: Cluster, commonName: string, organization?: string): string[] {
  const { country, province, locality, organizationalUnit } = config.certificates.subject;
  const fields = { CN: commonName, O: organization, C: country, ST: province, L: locality, OU: organizationalUnit };
  return Object.entries(fields)
    .flatMap(([key, text]) => (text ? `${key}=${text}` : []))
    .sort();
}

/** What a client may ask a leaf for, as OpenSSL's options: every name and address, or nothing in particular. */
function servedNames(leaf: Certificate, loadBalancerName: string): string[][] {
  const served = [
    // Of the names that a wildcard stands for, a client asks for the one that the load balancer has.
    ...(leaf.dnsNames ?? []).map((name) => ["-verify_hostname", name.startsWith("*.elb.") ? loadBalancerName : name]),
    ...(leaf.ipAddresses ?? []).map((address) => ["-verify_ip", address]),
  ];
  return served.length ? served : [[]];
}

/** Tests that OpenSSL finds everything of a cluster's PKI as the components declare it. */
export function testIssuedPki(cluster: Cluster, folder: string, keyKind: string, issued: () => IssuedPki): void {
  const openssl = new OpenSsl(folder);
  const leaves = components.flatMap((component) => component.certificates?.(cluster) ?? []);

  test.each(authorities)("the CA %s has its name, and may only sign certificates", async (name) => {
    const pem = authorityPem(issued(), name);
    expect(await openssl.verify(pem, pem, "any")).toBe("OK");
    expect(await openssl.verify(pem, pem, "sslclient")).toBe("unsuitable certificate purpose");
    expect(await openssl.verify(pem, pem, "sslserver")).toBe("unsuitable certificate purpose");
    expect((await openssl.subject(pem)).split(",").sort()).toEqual(subjectFields(cluster, commonNames[name]));
  });

  test.each(leaves.map((leaf) => [leaf.name, leaf] as const))(
    "%s has its subject and its names",
    async (name, leaf) => {
      const pem = leafPem(issued(), name);
      const expected = [
        ...(leaf.dnsNames ?? []).map((name) => `DNS:${name}`),
        ...(leaf.ipAddresses ?? []).map((address) => `IP Address:${address}`),
      ].sort();
      expect((await openssl.subject(pem)).split(",").sort()).toEqual(
        subjectFields(cluster, leaf.commonName, leaf.organization),
      );
      expect(await openssl.alternativeNames(pem)).toEqual(expected);
    },
  );

  test.each(leaves.map((leaf) => [leaf.name, leaf] as const))("%s is valid only for its uses", async (name, leaf) => {
    const pem = leafPem(issued(), name);
    const authority = authorityPem(issued(), leaf.authority);
    const wanted = leaf.uses.map((use) => purposes[use]);
    for (const purpose of Object.values(purposes)) {
      for (const served of servedNames(leaf, issued().loadBalancerName)) {
        const answer = wanted.includes(purpose)
          ? "OK"
          : expect.stringMatching(/^(unsupported|unsuitable) certificate purpose/);
        expect([purpose, served, await openssl.verify(pem, authority, purpose, served)]).toEqual([
          purpose,
          served,
          answer,
        ]);
      }
    }
    const elsewhere = ["-verify_hostname", "elsewhere.example"];
    expect(await openssl.verify(pem, authority, wanted[0]!, elsewhere)).toBe("hostname mismatch");
  });

  test.each(leaves.map((leaf) => [leaf.name, leaf] as const))("the other CAs do not verify %s", async (name, leaf) => {
    for (const other of authorities.filter((authority) => authority !== leaf.authority)) {
      const answer = await openssl.verify(
        leafPem(issued(), name),
        authorityPem(issued(), other),
        purposes[leaf.uses[0]!],
      );
      expect(answer).toBe("unable to get local issuer certificate");
    }
  });

  test("every key has the chosen type, and no two certificates share a key", async () => {
    const names = [...Object.values(commonNames), ...leaves.map(({ name }) => name), "service-account", "encryption"];
    const keys = names.map((name) => privateKey(issued(), name));
    expect(new Set(await Promise.all(keys.map((key) => openssl.kindOf(key))))).toEqual(new Set([keyKind]));
    expect(new Set(keys).size).toBe(names.length);
    for (const { name } of leaves) {
      const [own, given] = [
        openssl.publicKeyIn(leafPem(issued(), name)),
        openssl.publicKeyOf(privateKey(issued(), name)),
      ];
      expect(await own).toBe(await given);
    }
  });
}
