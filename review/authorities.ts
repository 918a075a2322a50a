import { certificateName } from "./certificates";
import { changeOf, isThere, type PlannedCluster } from "./cluster";
import { type Finding, stopping } from "./finding";
import { isUpdated, type NodeChange } from "./nodes";
import { type Change, referenceOf } from "./plan";

/** What it means that an authority goes, by its common name. */
const meanings: Readonly<Record<string, string>> = {
  "kubernetes-ca":
    "nodes and people that trust the old CA refuse the certificates of the new one, and the new one refuses theirs",
  "etcd-ca": "members with certificates of the old CA and members with those of the new one refuse each other",
  "kubernetes-front-proxy-ca": "aggregated APIs refuse the API servers until all masters are changed",
};

/** What shares the trust of a cluster's parts: an authority, or the key pair of tokens, is changed in one step. */
export function authorityDangers(cluster: PlannedCluster, nodes: readonly NodeChange[]): Finding[] {
  return [...goingAuthorities(cluster), ...earlyAuthorities(cluster), ...tokenKeyDangers(cluster, nodes)];
}

/** `etcd-ca` of `etcd-ca-2`: what all generations of an authority have in common. */
const commonName = (name: string) => name.replace(/-\d+$/, "");

function goingAuthorities(cluster: PlannedCluster): Finding[] {
  return goingNames(cluster)
    .filter((name) => isInUse(cluster, name) && !isReissued(cluster, name))
    .map((name) => {
      const meaning = meanings[commonName(name)]!;
      return stopping("replace-authority", `the CA ${name} is lost while its certificates are in use: ${meaning}`);
    });
}

const ofAuthorities = /^tls_(private_key|self_signed_cert)$/;

/** The authorities that go, every generation of each. */
function goingNames({ changes }: PlannedCluster): string[] {
  const going = changes.filter(
    (it) => ofAuthorities.test(it.type) && isThere(it) && it.action !== "none" && it.action !== "update",
  );
  const found = going.map(({ name }) => certificateName(name));
  return [...new Set(found)].filter((name) => commonName(name) in meanings).sort();
}

/** An older generation that signs nothing any more may go: that is the end of its rotation. */
function isInUse(cluster: PlannedCluster, authority: string): boolean {
  const certificate = changeOf(cluster, "tls_self_signed_cert", `pki_${authority}_certificate`);
  if (certificate?.action !== "delete") return true;
  const { cert_pem } = certificate.before;
  const leaves = cluster.changes.filter((it) => it.type === "tls_locally_signed_cert" && isThere(it));
  // What the plan does not show may be of this authority.
  return leaves.some(({ before: { ca_cert_pem } }) => !cert_pem || !ca_cert_pem || ca_cert_pem === cert_pem);
}

/** A CA's certificate that is issued again with the same key and subject: what it signed stays valid. */
export function isReissued(cluster: PlannedCluster, authority: string): boolean {
  const key = changeOf(cluster, "tls_private_key", `pki_${authority}`);
  const certificate = changeOf(cluster, "tls_self_signed_cert", `pki_${authority}_certificate`);
  if (key?.action !== "none" || certificate?.action !== "replace") return false;
  const [old, planned] = [certificate.before.subject, certificate.after.subject].map((it) => JSON.stringify(it));
  return old !== undefined && old === planned;
}

/** Generations that sign from the apply on which makes them: nothing trusts them yet. */
function earlyAuthorities(cluster: PlannedCluster): Finding[] {
  const going = goingNames(cluster).map(commonName);
  const signers = cluster.changes.filter(
    ({ type, action }) => type === "tls_locally_signed_cert" && action === "replace",
  );
  const names = new Set(signers.map((leaf) => signerOf(cluster, leaf)));
  const made = cluster.changes.filter(({ type, action }) => type === "tls_self_signed_cert" && action === "create");
  if (names.has(undefined) && made.length > 0)
    return [stopping("unknown-values", "a CA is made, and the plan does not show which CA signs the new certificates")];
  return [...names]
    .filter((name) => name !== undefined)
    .filter((name) => changeOf(cluster, "tls_self_signed_cert", `pki_${name}_certificate`)?.action === "create")
    .filter((name) => !going.includes(commonName(name)))
    .sort()
    .map((name) =>
      stopping(
        "replace-authority",
        `the CA ${name} is made and signs in one step: whatever does not have it yet refuses its certificates. Nodes refuse this. Let one apply make it trusted, and let it sign from the next apply on`,
      ),
    );
}

/** Name of the authority that a leaf's block refers to. */
function signerOf({ blocks }: PlannedCluster, { type, name }: Change): string | undefined {
  const block = blocks.find((one) => one.type === type && one.name === name);
  return /^tls_self_signed_cert\.pki_(.+)_certificate\b/.exec(referenceOf(block, "ca_cert_pem"))?.[1];
}

const tokenKey = "/etc/kubernetes/pki/sa.key";

/** Tokens are verified with every generation of the key pair that there is: an older one may go, a new one must not sign. */
function tokenKeyDangers({ changes }: PlannedCluster, nodes: readonly NodeChange[]): Finding[] {
  const pairs = changes.filter(
    ({ type, name }) => type === "tls_private_key" && /^pki_service-account(-\d+)?$/.test(name),
  );
  const stays = (pair: Change) => isThere(pair) && (pair.action === "none" || pair.action === "update");
  const known = pairs.some(stays) && pairs.every(({ action }) => action !== "replace");
  const danger = (says: string) => [stopping("replace-service-account-key", says)];
  if (pairs.some((pair) => isThere(pair) && !stays(pair)) && !known)
    return danger(
      "the key that signs service accounts' tokens is lost: every pod's token is refused until the pod is created again",
    );
  const made = pairs.some(({ action }) => action === "create");
  const masters = nodes.filter((node) => node.role === "master" && isUpdated(node));
  if (!made || masters.length === 0) return [];
  if (masters.some(({ changed }) => changed.includes(tokenKey)))
    return danger(
      "a new key signs service accounts' tokens at once: masters that do not have it yet refuse them. Let one apply make it known, and let it sign from the next apply on",
    );
  if (masters.every(({ what }) => what === "changed")) return [];
  return [
    stopping("unknown-values", "a key of service accounts' tokens is made, and the plan does not show which one signs"),
  ];
}
