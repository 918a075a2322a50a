import { certificateName } from "./certificates";
import { changeOf, goes, isThere, type PlannedCluster } from "./cluster";
import { dangerous, type Finding } from "./finding";
import type { NodeChange } from "./nodes";
import { type Change, referenceOf } from "./plan";

/** What it means that an authority goes, by its common name. */
const meanings: Readonly<Record<string, string>> = {
  "kubernetes-ca": "nodes and people that trust the old one refuse the new one's certificates, and it refuses theirs",
  "etcd-ca": "members with certificates of the old one and of the new one refuse each other until all are changed",
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
    .filter((name) => isInUse(cluster, name))
    .map((name) => {
      const meaning = meanings[commonName(name)]!;
      return dangerous("replace-authority", `the authority ${name} goes while its certificates are in use: ${meaning}`);
    });
}

/** The authorities that go, every generation of each. */
function goingNames({ changes }: PlannedCluster): string[] {
  const going = changes.filter((it) => /^tls_(private_key|self_signed_cert)$/.test(it.type) && goes(it));
  const found = going.map(({ name }) => certificateName(name));
  return [...new Set(found)].filter((name) => commonName(name) in meanings).sort();
}

/** An older generation that signs nothing any more may go: that is the end of its rotation. */
function isInUse(cluster: PlannedCluster, authority: string): boolean {
  const certificate = changeOf(cluster, "tls_self_signed_cert", `pki_${authority}_certificate`);
  if (certificate?.action !== "delete") return true;
  const { cert_pem } = certificate.before;
  return cluster.changes.some(
    ({ type, before }) =>
      type === "tls_locally_signed_cert" && before.ca_cert_pem !== undefined && before.ca_cert_pem === cert_pem,
  );
}

/** Generations that sign from the apply on which makes them: nothing trusts them yet. */
function earlyAuthorities(cluster: PlannedCluster): Finding[] {
  const going = goingNames(cluster).map(commonName);
  const signers = cluster.changes.filter(
    ({ type, action }) => type === "tls_locally_signed_cert" && action === "replace",
  );
  const names = new Set(signers.flatMap((leaf) => signerOf(cluster, leaf) ?? []));
  return [...names]
    .filter((name) => changeOf(cluster, "tls_self_signed_cert", `pki_${name}_certificate`)?.action === "create")
    .filter((name) => !going.includes(commonName(name)))
    .sort()
    .map((name) =>
      dangerous(
        "replace-authority",
        `the authority ${name} is made and signs in one step: who has not got it yet refuses its certificates. Nodes refuse this; let it be trusted by one apply, and sign from the next on`,
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
  const known = pairs.some((pair) => isThere(pair) && !goes(pair)) && pairs.every(({ action }) => action !== "replace");
  const danger = (says: string) => [dangerous("replace-service-account-key", says)];
  if (pairs.some(goes) && !known)
    return danger(
      "the key that signs service accounts' tokens goes: every pod's token is refused until the pod is made anew",
    );
  const made = pairs.some(({ action }) => action === "create");
  if (!made || !nodes.some(({ changed }) => changed.includes(tokenKey))) return [];
  return danger(
    "a new key signs service accounts' tokens at once: masters that have not got it yet refuse them. Let it be known by one apply, and sign from the next on",
  );
}
