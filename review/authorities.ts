import { parseAddress, resources } from "../lib/contract/addresses";
import type { AuthorityCommonName } from "../lib/contract/authorities";
import { ids } from "../lib/contract/ids";
import type { Resource } from "../lib/contract/naming";
import { paths } from "../lib/contract/paths";
import { changeOf, isThere, type PlannedCluster } from "./cluster";
import { type Finding, stopping } from "./finding";
import { isUpdated, type NodeChange } from "./nodes";
import { type Change, referenceOf } from "./plan";

/** What the replacement of a CA means, by its common name. */
const meanings: Readonly<Record<AuthorityCommonName, string>> = {
  "kubernetes-ca": "nodes and people that trust the old CA refuse certificates of the new CA, and the other way round",
  "etcd-ca": "members with certificates of the old CA and members with those of the new one refuse each other",
  "kubernetes-front-proxy-ca": "aggregated APIs refuse the API servers until all masters are changed",
};

/** Findings about generations that must not be replaced at once: those of a CA, or of the key pair of tokens. */
export function authorityDangers(cluster: PlannedCluster, nodes: readonly NodeChange[]): Finding[] {
  return [...goingAuthorities(cluster), ...earlyAuthorities(cluster), ...tokenKeyDangers(cluster, nodes)];
}

/** One generation of a CA. */
interface Generation {
  readonly commonName: AuthorityCommonName;
  readonly generation: string;
}

/** The generation of a key or a certificate; undefined if it has none. */
const generationOf = (resource: Resource) =>
  (resources.authorityKey.parse(resource) ?? resources.authorityCertificate.parse(resource)) as Generation | undefined;

function goingAuthorities(cluster: PlannedCluster): Finding[] {
  return goingGenerations(cluster)
    .filter((one) => isInUse(cluster, one) && !isReissued(cluster, one))
    .map((one) => {
      const meaning = meanings[one.commonName];
      return stopping(
        "replace-authority",
        `the CA ${ids.authority(one)} is lost while its certificates are in use: ${meaning}`,
      );
    });
}

/** The CA generations whose key or certificate does not stay, sorted by name. */
function goingGenerations({ changes }: PlannedCluster): Generation[] {
  const going = changes.filter((it) => isThere(it) && it.action !== "none" && it.action !== "update");
  const found = going.flatMap((it) => generationOf(it) ?? []);
  const byName = new Map(found.map((one) => [ids.authority(one), one]));
  return [...byName.keys()].sort().map((name) => byName.get(name)!);
}

/**
 * Whether a CA generation is still in use. An older generation that no longer signs may be removed: that is the end of
 * its rotation.
 */
function isInUse(cluster: PlannedCluster, authority: Generation): boolean {
  const certificate = changeOf(cluster, resources.authorityCertificate(authority));
  if (certificate?.action !== "delete") return true;
  const { cert_pem } = certificate.before;
  const leaves = cluster.changes.filter((it) => resources.leafCertificate.parse(it) && isThere(it));
  // If the plan does not show the CA, it may be this one.
  return leaves.some(({ before: { ca_cert_pem } }) => !cert_pem || !ca_cert_pem || ca_cert_pem === cert_pem);
}

/**
 * Whether a CA's certificate is issued again with the same key and subject: everything that it signed then stays valid.
 */
function isReissued(cluster: PlannedCluster, authority: Generation): boolean {
  const key = changeOf(cluster, resources.authorityKey(authority));
  const certificate = changeOf(cluster, resources.authorityCertificate(authority));
  if (key?.action !== "none" || certificate?.action !== "replace") return false;
  const [old, planned] = [certificate.before.subject, certificate.after.subject].map((it) => JSON.stringify(it));
  return old !== undefined && old === planned;
}

/** Findings about generations that sign from the same apply that creates them: nothing trusts them yet. */
function earlyAuthorities(cluster: PlannedCluster): Finding[] {
  const going = goingGenerations(cluster).map(({ commonName }) => commonName);
  const signers = cluster.changes.filter(
    ({ type, action }) => type === "tls_locally_signed_cert" && action === "replace",
  );
  const signed = new Map(signers.map((leaf) => signerOf(cluster, leaf)).map((it) => [it && ids.authority(it), it]));
  const made = cluster.changes.filter(({ type, action }) => type === "tls_self_signed_cert" && action === "create");
  if (signed.has(undefined) && made.length > 0)
    return [
      stopping(
        "unknown-values",
        "Terraform creates a CA, and the plan does not show which CA signs the new certificates",
      ),
    ];
  return [...signed.values()]
    .filter((one) => one !== undefined)
    .filter((one) => changeOf(cluster, resources.authorityCertificate(one))?.action === "create")
    .filter(({ commonName }) => !going.includes(commonName))
    .map((one) => ids.authority(one))
    .sort()
    .map((name) =>
      stopping(
        "replace-authority",
        `the CA ${name} is new and signs at once: whatever does not trust it yet refuses its certificates. Nodes refuse this. Let one apply make the CA trusted, and let it sign from the next apply on`,
      ),
    );
}

/** The CA generation to which a leaf's block refers. */
function signerOf({ blocks }: PlannedCluster, { type, name }: Change): Generation | undefined {
  const block = blocks.find((one) => one.type === type && one.name === name);
  const signer = parseAddress(referenceOf(block, "ca_cert_pem"));
  return signer && generationOf(signer);
}

/**
 * Findings about the key pair of tokens. Tokens are verified with every existing generation of the key pair. An older
 * one may be removed; a new one must not sign.
 */
function tokenKeyDangers({ changes }: PlannedCluster, nodes: readonly NodeChange[]): Finding[] {
  const pairs = changes.filter((change) => resources.tokenKey.parse(change));
  const stays = (pair: Change) => isThere(pair) && (pair.action === "none" || pair.action === "update");
  const known = pairs.some(stays) && pairs.every(({ action }) => action !== "replace");
  const danger = (says: string) => [stopping("replace-service-account-key", says)];
  if (pairs.some((pair) => isThere(pair) && !stays(pair)) && !known)
    return danger(
      "the key that signs service account tokens is lost: API servers refuse every pod's token until the pod is created again",
    );
  const made = pairs.some(({ action }) => action === "create");
  const masters = nodes.filter((node) => node.role === "master" && isUpdated(node));
  if (!made || masters.length === 0) return [];
  if (masters.some(({ changed }) => changed.includes(paths.tokenKey)))
    return danger(
      "a new key signs service account tokens at once: masters that do not have the key yet refuse these tokens. Let one apply make the key trusted, and let it sign from the next apply on",
    );
  if (masters.every(({ what }) => what === "changed")) return [];
  return [
    stopping(
      "unknown-values",
      "Terraform creates a key for service account tokens, and the plan does not show which key signs",
    ),
  ];
}
