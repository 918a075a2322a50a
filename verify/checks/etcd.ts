import { local, paths, ports } from "../../lib/contract/paths";
import type { Area } from "../check";
import { expectNone } from "../outcome";
import type { Subject } from "../subject";

interface Member {
  readonly ID: string;
  readonly name?: string;
  readonly clientURLs?: readonly string[];
  readonly isLearner?: boolean;
}

interface Health {
  readonly endpoint: string;
  readonly health: boolean;
  readonly error?: string;
}

interface Status {
  readonly Endpoint: string;
  readonly Status: {
    readonly header: { readonly cluster_id: string; readonly member_id: string };
    readonly leader: string;
    readonly version: string;
    readonly dbSize: number;
    readonly errors?: readonly string[];
  };
}

/** etcdctl's answers about a cluster. */
export interface EtcdAnswers {
  readonly members: readonly Member[];
  readonly health: readonly Health[];
  readonly status: readonly Status[];
}

/** If a member is down, the command fails but still prints what it knows. */
const membersScript = `
source ${paths.scripts}/etcdctl.sh
export ETCDCTL_ENDPOINTS=https://${local(ports.etcdClient)}
etcdctl member list --write-out=json
etcdctl endpoint health --cluster --write-out=json 2>/dev/null || true
etcdctl endpoint status --cluster --write-out=json 2>/dev/null || true
`;

/**
 * Reads the script's three answers, one line each. Ids have more digits than JavaScript's numbers, so they become text.
 */
export function parseAnswers(text: string): EtcdAnswers {
  const exact = text.replaceAll(/:\s*(\d{16,})/g, ':"$1"');
  const [members, health, status] = exact
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
  return {
    members: (members as { members: Member[] }).members,
    health: health as Health[],
    status: status as Status[],
  };
}

/** Problems of an etcd cluster that should have these members. */
export function etcdProblems({ members, health, status }: EtcdAnswers, names: readonly string[]): string[] {
  const clusterIds = new Set(status.map((it) => it.Status.header.cluster_id));
  const leaders = new Set(status.map((it) => it.Status.leader));
  const found = members.map((member) => member.name || "a member that never started");
  return [
    ...names.filter((name) => !found.includes(name)).map((name) => `${name} is no member`),
    ...found.filter((name) => !names.includes(name)).map((name) => `${name} is a member, and should not be`),
    ...members.filter((member) => member.isLearner).map((member) => `${member.name} is a learner: it does not vote`),
    ...health.filter((it) => !it.health).map((it) => `${it.endpoint} is not healthy: ${it.error ?? "no reason given"}`),
    ...(health.length === members.length ? [] : [`${health.length} of ${members.length} members report their health`]),
    ...(status.length === members.length ? [] : [`${status.length} of ${members.length} members report their status`]),
    ...(clusterIds.size === 1 ? [] : [`members of different clusters: ${[...clusterIds].join(", ")}`]),
    ...(leaders.size === 1 && !leaders.has("0")
      ? []
      : [`members follow ${leaders.size} leaders: ${[...leaders].join(", ")}`]),
    ...status.flatMap((it) => (it.Status.errors ?? []).map((error) => `${it.Endpoint}: ${error}`)),
  ];
}

async function members(subject: Subject): Promise<string> {
  const [first] = subject.masters;
  const answers = parseAnswers(await subject.on(first!, membersScript));
  expectNone(
    etcdProblems(
      answers,
      subject.masters.map((master) => master.name),
    ),
  );
  const [status] = answers.status;
  const leader = answers.status.find((it) => it.Status.header.member_id === status!.Status.leader);
  const leaderUrl = leader?.Endpoint ?? "";
  const leaderName = answers.members.find((member) => member.clientURLs?.includes(leaderUrl))?.name;
  const id = BigInt(status!.Status.header.cluster_id).toString(16);
  const megabytes = (Math.max(...answers.status.map((it) => it.Status.dbSize)) / 1e6).toFixed(1);
  return `${answers.members.length} of cluster ${id}, led by ${leaderName}, etcd ${status!.Status.version}, ${megabytes} MB`;
}

/** Ways to connect to a member; only one of them may succeed. */
const ways: Readonly<Record<string, string>> = {
  "plain HTTP": "http",
  "no client certificate": "https --cacert $pki/etcd/ca.crt",
  "a certificate of the cluster's authority":
    "https --cacert $pki/etcd/ca.crt --cert $pki/apiserver-kubelet-client.crt --key $pki/apiserver-kubelet-client.key",
  "a certificate of etcd's authority":
    "https --cacert $pki/etcd/ca.crt --cert $pki/etcd/healthcheck-client.crt --key $pki/etcd/healthcheck-client.key",
};

const rightWay = "a certificate of etcd's authority";

/**
 * Tries each way on each socket (peers do not speak HTTP/2). Prints lines of socket, way and HTTP status, which is 000
 * without HTTP.
 */
function tlsScript(sockets: readonly string[]): string {
  const asks = Object.entries(ways).map(([way, words]) => {
    const [scheme, ...flags] = words.split(" ");
    return `  ask "${way}" ${flags.join(" ")} ${scheme}://$socket/version`;
  });
  return `pki=${paths.pki}
ask() {
  local status
  status=$(curl --http1.1 --silent --max-time 5 --output /dev/null --write-out '%{http_code}' "\${@:2}") || true
  printf '%s\\t%s\\t%s\\n' "$socket" "$1" "$status"
}
for socket in ${sockets.join(" ")}; do
${asks.join("\n")}
done`;
}

/** Problems with the script's answers. Go's servers answer 400 to plain HTTP on a TLS port. */
export function tlsProblems(sockets: readonly string[], lines: readonly string[]): string[] {
  const statuses = new Map(
    lines.map((line) => line.split("\t")).map(([socket, way, status]) => [`${socket} ${way}`, status]),
  );
  const asked = sockets.flatMap((socket) => Object.keys(ways).map((way) => [socket, way] as const));
  return asked.flatMap(([socket, way]) => {
    const status = statuses.get(`${socket} ${way}`);
    if (status === undefined) return [`${socket} with ${way}: was not asked`];
    if (way === rightWay) return status === "200" ? [] : [`${socket} with ${way}: status ${status}, not 200`];
    const served = !["000", "400"].includes(status);
    return served ? [`${socket} with ${way}: served, with status ${status}`] : [];
  });
}

async function tls(subject: Subject): Promise<string> {
  const { masters } = subject;
  const sockets = masters.flatMap((master) =>
    [ports.etcdClient, ports.etcdPeer].map((port) => `${master.privateAddress}:${port}`),
  );
  const answers = await subject.on(masters[0]!, tlsScript(sockets), { seconds: 60 });
  const lines = answers.trim().split("\n");
  expectNone(tlsProblems(sockets, lines));
  return `${sockets.length} sockets refuse plain HTTP, no certificate and a foreign certificate, and serve their own clients`;
}

/** The file system that holds the data, and how large it is. */
const dataScript = `findmnt --noheadings --bytes --output TARGET,FSTYPE,SIZE --target ${paths.etcdMember}`;

/** A file system needs up to a gigabyte for itself. No root disk has a similar size by accident. */
const overhead = 1024 ** 3;

/** Problems with the place of a master's data, from the output of `findmnt`. */
export function dataProblems(name: string, answer: string, gib: number): string[] {
  const [target, type, bytes] = answer.trim().split(/\s+/);
  const wanted = gib * 1024 ** 3;
  const fits = Number(bytes) <= wanted && Number(bytes) > wanted - overhead;
  if (target === paths.etcdData && type === "ext4" && fits) return [];
  return [`${name} has etcd's data on ${target}, ${type} of ${bytes} bytes, not on a volume of ${gib} GiB`];
}

async function data(subject: Subject): Promise<string> {
  const { etcdVolumeGiB } = subject.plan.config.masters;
  if (etcdVolumeGiB === undefined) return "on the root disks, as in the cluster file";
  const problems = subject.masters.map(async (master) =>
    dataProblems(master.name, await subject.on(master, dataScript), etcdVolumeGiB),
  );
  expectNone((await Promise.all(problems)).flat());
  return `on a volume of ${etcdVolumeGiB} GiB for each master`;
}

/** etcd: the cluster's database. */
export const etcd: Area = {
  name: "etcd",
  checks: [
    { name: "members healthy, voting, one cluster", run: members },
    { name: "TLS with client certificates required", run: tls },
    { name: "data on the configured disk", run: data },
  ],
};
