import type { Certificate } from "../../components/component";
import { type Holder, holders, type Place } from "../../components/derived/trust";
import type { Cluster } from "../../lib/cluster";
import { authorities, type AuthorityName, authorityNames } from "../../lib/contract/authorities";
import { type Arrow, type Box, type Line, name, note, type Picture, text } from "./picture";

/** The names of places, and on which side of the CAs they are drawn. */
const places: Readonly<Record<Place, { readonly title: string; readonly side: "left" | "right" }>> = {
  master: { title: "every master", side: "left" },
  step: { title: "step, while it runs", side: "left" },
  worker: { title: "every worker", side: "right" },
  operator: { title: "output of Terraform", side: "right" },
};

/** Who trusts which CA, and who holds which of the certificates that it signed. */
export function trustPicture(cluster: Cluster): Picture {
  const all = holders(cluster);
  return {
    title: `The CAs of ${cluster.config.name}: who trusts which CA, and who has which certificates`,
    direction: "RIGHT",
    boxes: [...all.map((holder) => holderBox(cluster, holder)), ...authorityNames.map(authorityBox)],
    arrows: all.flatMap((holder) => arrowsOf(cluster, holder)),
  };
}

const authorityBox = (authority: AuthorityName): Box => ({
  id: authority,
  kind: authority,
  lines: [name(authorities[authority].commonName)],
});

const boxId = ({ name, place }: Holder) => `${name} ${place}`;

function holderBox(cluster: Cluster, holder: Holder): Box {
  return {
    id: boxId(holder),
    kind: "frame",
    lines: [
      ...heading(holder),
      ...rowsOf(cluster, holder).map(({ authority, says }) => text(says, authority)),
      ...(holder.signsTokens ? [text("signs service accounts' tokens")] : []),
    ],
  };
}

const heading = (holder: Holder): Line[] => [name(holder.name), note(places[holder.place].title)];

/** A line about a CA. */
interface Row {
  readonly authority: AuthorityName;
  readonly says: string;
}

function rowsOf(cluster: Cluster, { trusts, holds, signs }: Holder): Row[] {
  return authorityNames.flatMap((authority) => [
    ...(trusts.includes(authority) ? [{ authority, says: `trusts ${authorities[authority].commonName}` }] : []),
    ...(signs.includes(authority) ? [{ authority, says: "signs with its key" }] : []),
    ...certificateLines(
      cluster,
      holds.filter((certificate) => certificate.authority === authority),
    ).map((says) => ({ authority, says })),
  ]);
}

/** A line for each certificate. If each node has one, a single line stands for all. */
function certificateLines({ masters, workers }: Cluster, certificates: readonly Certificate[]): string[] {
  const nodes = [...masters, ...workers].map((node) => node.name);
  const generic = ({ name }: Certificate) => {
    const node = nodes.find((one) => name.endsWith(`-${one}`));
    return node ? `${name.slice(0, -node.length)}NODE` : name;
  };
  const uses = ({ uses }: Certificate) => uses.map((use) => use.replace("_auth", "")).join(", ");
  return [...new Set(certificates.map((certificate) => `${generic(certificate)} (${uses(certificate)})`))];
}

/** An arrow between a holder and each CA that concerns it, from the holder's first line about that CA. */
function arrowsOf(cluster: Cluster, holder: Holder): Arrow[] {
  const rows = rowsOf(cluster, holder);
  return authorityNames.flatMap((authority) => {
    const row = rows.findIndex((one) => one.authority === authority);
    if (row < 0) return [];
    const line = { box: boxId(holder), line: heading(holder).length + row };
    const to = { box: authority };
    return places[holder.place].side === "left"
      ? { from: line, to, kind: authority }
      : { from: to, to: line, kind: authority, back: true };
  });
}
