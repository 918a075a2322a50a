import { dataProblems, etcdProblems, parseAnswers, tlsProblems } from "../../verify/checks/etcd";

const names = ["master-0", "master-1", "master-2"];
const address = (index: number) => `https://172.31.0.1${index}:2379`;

const answers = () => ({
  members: names.map((name, index) => ({ ID: `${index + 1}`, name, clientURLs: [address(index)], isLearner: false })),
  health: names.map((_, index) => ({ endpoint: address(index), health: true, error: undefined as string | undefined })),
  status: names.map((_, index) => ({
    Endpoint: address(index),
    Status: {
      header: { cluster_id: "14841639068965178418", member_id: `${index + 1}` },
      leader: "2",
      version: "3.7.1",
      dbSize: 1,
      errors: undefined as string[] | undefined,
    },
  })),
});

test("a healthy cluster has no problems", () => {
  expect(etcdProblems(answers(), names)).toEqual([]);
});

test("ids keep all their digits", () => {
  const line = '[{"Status":{"header":{"cluster_id":14841639068965178418,"revision":12}}}]';
  const { status } = parseAnswers(`{"members":[]}\n[]\n${line}\n`);
  expect(status[0]!.Status.header).toEqual({ cluster_id: "14841639068965178418", revision: 12 });
});

test.each<[string, (it: ReturnType<typeof answers>) => void, string]>([
  ["a member that is missing", (it) => it.members.splice(2), "master-2 is no member"],
  ["a stranger", (it) => (it.members[2]!.name = "master-9"), "master-9 is a member, and should not be"],
  ["a member that never started", (it) => (it.members[1]!.name = ""), "a member that never started is a member"],
  ["a learner", (it) => (it.members[1]!.isLearner = true), "master-1 is a learner: it does not vote"],
  [
    "a sick member",
    (it) => (it.health[0] = { ...it.health[0]!, health: false, error: "timed out" }),
    "is not healthy: timed out",
  ],
  ["a member whose health is not told", (it) => it.health.splice(1), "1 of 3 members report their health"],
  ["a silent member", (it) => it.status.splice(2), "2 of 3 members report their status"],
  ["two clusters", (it) => (it.status[1]!.Status.header.cluster_id = "7"), "members of different clusters"],
  ["two leaders", (it) => (it.status[1]!.Status.leader = "3"), "members follow 2 leaders: 2, 3"],
  ["no leader", (it) => it.status.forEach((one) => (one.Status.leader = "0")), "members follow 1 leaders: 0"],
  ["an alarm", (it) => (it.status[2]!.Status.errors = ["NOSPACE"]), "https://172.31.0.12:2379: NOSPACE"],
])("%s is seen", (_, spoil, problem) => {
  const spoilt = answers();
  spoil(spoilt);
  expect(etcdProblems(spoilt, names).join("\n")).toContain(problem);
});

const line = (way: string, status: string) => `172.31.0.10:2379\t${way}\t${status}`;
const right = "a certificate of etcd's authority";

const socket = "172.31.0.10:2379";
const foreign = "a certificate of the cluster's authority";
const asIs = { "plain HTTP": "400", "no client certificate": "000", [foreign]: "000", [right]: "200" };
const told = (statuses: Readonly<Record<string, string>>) =>
  Object.entries({ ...asIs, ...statuses }).map(([way, status]) => line(way, status));

test("only one way to connect succeeds", () => {
  expect(tlsProblems([socket], told({}))).toEqual([]);
});

test.each([
  ["plain HTTP", "200", `${socket} with plain HTTP: served, with status 200`],
  ["no client certificate", "404", `${socket} with no client certificate: served, with status 404`],
  [right, "000", `${socket} with ${right}: status 000, not 200`],
])("%s that answers %s is a problem", (way, status, problem) => {
  expect(tlsProblems([socket], told({ [way]: status }))).toEqual([problem]);
});

test("a way that was not tried is a problem", () => {
  expect(tlsProblems([socket], told({}).slice(1))).toEqual([`${socket} with plain HTTP: was not asked`]);
  expect(tlsProblems([socket], [""])).toHaveLength(4);
});

test.each([
  ["on its volume", "/var/lib/etcd ext4 10434699264", 0],
  ["on the root disk", "/ ext4 20957446144", 1],
  ["on a volume that has not grown", "/var/lib/etcd ext4 8319754240", 1],
])("etcd's data %s", (_, answer, problems) => {
  expect(dataProblems("master-0", `${answer}\n`, 10)).toHaveLength(problems);
});
