import { parseArtifactKey } from "../lib/contract/triggers";
import type { CertificateChange } from "./certificates";
import type { Disruption } from "./disruption";
import type { FileChange } from "./files";
import type { FirewallChange } from "./firewall";
import { isMade, type NodeChange } from "./nodes";
import type { ObjectStep } from "./objects";
import type { Order } from "./order";
import type { OtherChange } from "./others";
import type { ClusterReview, Review } from "./review";
import type { VersionChange } from "./versions";

/** A part of a review in words, before layout. */
export interface Section {
  readonly title: string;
  readonly lines: readonly string[];
  /** Changed files: what changes where, and the lines of a unified diff. @default none */
  readonly files?: readonly { readonly title: string; readonly diff: readonly string[] }[];
}

/** Everything in a review below its verdict and findings, without empty parts. */
export function sectionsOf({ clusters, firewall, foreign }: Review): Section[] {
  const all = [
    ...clusters.flatMap((cluster) => clusterSections(cluster)),
    { title: "Ports", lines: portLines(firewall) },
    { title: "Not groundup's", lines: otherLines(foreign) },
  ];
  return all.filter(({ lines, files = [] }: Section) => lines.length > 0 || files.length > 0);
}

function clusterSections(cluster: ClusterReview): Section[] {
  const { module, construct, nodes, order, versions, certificates, files, disruption, objects, others } = cluster;
  const place = [module, construct].filter(Boolean).join(" ");
  const title = (name: string) => (place ? `${name} of ${place}` : name);
  return [
    { title: title("Nodes"), lines: nodeLines(nodes) },
    { title: title("Order"), lines: orderLines(nodes, order) },
    { title: title("Disruption"), lines: nodes.length > 0 ? disruptionLines(disruption) : [] },
    { title: title("Versions"), lines: versionLines(versions) },
    { title: title("Cluster's objects"), lines: objects.map((step) => objectWords[step]) },
    { title: title("Files"), lines: fileLines(cluster), files: files.flatMap(fileWithDiff) },
    { title: title("Certificates"), lines: certificateLines(certificates) },
    { title: title("Other resources"), lines: otherLines(others) },
  ];
}

const plural = (count: number, one: string) => `${count} ${one}${count === 1 ? "" : "s"}`;

/** One line for all items with the same text. */
function grouped<T>(
  items: readonly T[],
  says: (item: T) => string,
  nameOf: (item: T) => string,
  line = (names: readonly string[], words: string) => `${names.join(", ")}: ${words}`,
): string[] {
  const groups = new Map<string, string[]>();
  for (const item of items) groups.set(says(item), [...(groups.get(says(item)) ?? []), nameOf(item)]);
  return [...groups].map(([words, names]) => line(names, words));
}

const nodeLines = (nodes: readonly NodeChange[]) => grouped(nodes, nodeWords, ({ name }) => name);

const nodeSpecials: Partial<Record<NodeChange["what"], string>> = {
  repeated:
    "its step runs, as after a failed apply. The changes are unknown, so this review assumes drains and restarts",
  lost: "missing in AWS; created again with a new instance",
  forgotten: "removed from the state; it stays in AWS",
  stopped: "its instance is stopped and stays",
  unknown: "changed in an unknown way",
};

function nodeWords({ what, changed, restarts, drained }: NodeChange): string {
  const special = nodeSpecials[what];
  if (special) return special;
  const first = drained ? ["drained first"] : [];
  if (what !== "changed") return [what === "replaced" ? "replaced by a new instance" : what, ...first].join("; ");
  const artifacts = changed.filter(parseArtifactKey).length;
  const things = [
    ...(changed.length > artifacts ? [plural(changed.length - artifacts, "file")] : []),
    ...(artifacts > 0 ? [plural(artifacts, "program")] : []),
  ];
  const change = `${things.join(" and ")} ${changed.length === 1 ? "changes" : "change"}`;
  return [change, ...first, restartWords(restarts)].join("; ");
}

function restartWords(restarts: NodeChange["restarts"]): string {
  if (!restarts) return "the restarting units are not recorded yet";
  return restarts.length > 0 ? `restarts ${restarts.map(shortUnit).join(", ")}` : "nothing restarts";
}

const shortUnit = (unit: string) => unit.replace(/\.service$/, "");

function orderLines(nodes: readonly NodeChange[], order: Order): string[] {
  const made = nodes.filter(isMade).map(({ name }) => name);
  const joining = made.length > 0 ? [`new instances join at once: ${made.join(", ")}`] : [];
  if (order.length === 0) return joining;
  const most = Math.max(...order.map((group) => group.length));
  const pace = most === 1 ? "one at a time" : `at most ${most} at a time`;
  return [...joining, `${pace}: ${order.map((group) => group.join(" and ")).join(", then ")}`];
}

function disruptionLines({ api, apiSeconds, drained, undrained, seconds, drainSeconds }: Disruption): string[] {
  const apis: Record<Disruption["api"], string> = {
    none: "the API stays available",
    interrupted: `the API is unavailable for about ${apiSeconds} s`,
    lost: "the API is lost",
    unknown: "the dangers above decide what happens to the API and to pods",
    "not there yet": "nothing runs yet",
  };
  const moved = drained.length > 0 ? [`pods of ${plural(drained.length, "worker")} move to other nodes`] : [];
  const ended = undrained.length > 0 ? [`pods of ${plural(undrained.length, "worker")} stop with their node`] : [];
  const moot = api === "not there yet" || api === "unknown";
  const still = moot || drained.length + undrained.length > 0 ? [] : ["no pod moves"];
  const limit = drainSeconds > 0 ? `; up to ${timeWords(drainSeconds)} more if PodDisruptionBudgets delay drains` : "";
  const time =
    seconds > 0 && !moot
      ? [
          `the steps take about ${timeWords(seconds)}, including the masters' waits for the load balancer, without EC2 and downloads${limit}`,
        ]
      : [];
  return [`${apis[api]}; ${[...moved, ...ended, ...still].join("; ")}`.replace(/; $/, ""), ...time];
}

const timeWords = (seconds: number) => (seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`);

const versionLines = (versions: readonly VersionChange[]) =>
  versions.map(({ name, from, to }) => {
    if (!from) return `${name} ${to}`;
    return to ? `${name} ${from} -> ${to}` : `${name} ${from} is removed`;
  });

const objectWords: Readonly<Record<ObjectStep, string>> = {
  apply: "groundup's own (RBAC, CoreDNS ...) are applied through a master",
  reencrypt: "every Secret and ConfigMap is encrypted again, with the first key",
};

/** Groups the files without a diff that change on the same nodes. */
function fileLines({ files, unrecorded }: ClusterReview): string[] {
  const unknown = unrecorded
    ? [
        "no record has the old contents of the files. This apply creates the record, and later plans show the lines that change",
      ]
    : [];
  const hidden = files.filter(({ diff }) => !diff);
  return [
    ...unknown,
    ...grouped(
      hidden,
      whereWords,
      ({ path }) => path,
      (paths, where) => `${where}, not shown: ${paths.join(", ")}`,
    ),
  ];
}

const whereWords = ({ nodes }: FileChange) =>
  nodes.map((node) => (node === "addons" ? "the cluster's objects" : node)).join(", ");

const fileWithDiff = ({ diff, ...file }: FileChange) =>
  diff ? [{ title: `${file.path} on ${whereWords(file)}`, diff }] : [];

const certificateLines = (certificates: readonly CertificateChange[]) =>
  grouped(certificates, certificateWords, ({ name }) => name);

function certificateWords({ what, endsNow, validHours }: CertificateChange): string {
  const until = validHours === undefined ? "" : `, valid for ${timeSpan(validHours)} from the apply on`;
  const now = endsNow ? ` (the replaced one expires on ${endsNow.slice(0, "yyyy-mm-dd".length)})` : "";
  return `${what}${until}${now}`;
}

const timeSpan = (hours: number) => (hours % 24 === 0 ? plural(hours / 24, "day") : plural(hours, "hour"));

function portLines({ opened, closed }: FirewallChange): string[] {
  const words = (verb: string, openings: FirewallChange["opened"]) =>
    [...new Set(openings.map(({ traffic, source }) => `${verb} ${traffic}, from ${source}`))].sort();
  return [...words("opens", opened), ...words("closes", closed)];
}

const otherLines = (others: readonly OtherChange[]) =>
  grouped(
    others,
    ({ action, type }) => `${action} ${type}`,
    ({ address, type }) => address.replace(`${type}.`, ""),
    (addresses, what) => `${what}: ${addresses.join(", ")}`,
  );
