/** What listens, what a scan reaches, and how both are compared with the table of ports. */
import { declaredPorts } from "../../components/derived/exposure";
import type { GroupName } from "../../lib/contract/ids";
import { answerProblems } from "../../verify/checks/instance-metadata";
import { lastingSockets, parseSockets, socketProblems } from "../../verify/checks/sockets";
import { expectedPorts, type Side, type Vantage } from "../../verify/scan/expected";
import { scanProblems } from "../../verify/scan/scan";
import { clusterOf } from "../../tools/fixtures/golden";

const declared = declaredPorts(clusterOf());

describe("sockets", () => {
  const workers = declared.filter(({ listener }) => listener === "workers");
  const lines = [
    'tcp 0.0.0.0:22 users:(("sshd",pid=1,fd=3))',
    'tcp 127.0.0.53%lo:53 users:(("systemd-resolve",pid=2,fd=3))',
    'udp 127.0.0.53%lo:53 users:(("systemd-resolve",pid=2,fd=4))',
    'tcp 127.0.0.1:10010 users:(("containerd",pid=3,fd=3))',
    'tcp 127.0.0.1:10248 users:(("kubelet",pid=4,fd=3))',
    'tcp 127.0.0.1:10249 users:(("kube-proxy",pid=5,fd=3))',
    'tcp [::ffff:127.0.0.1]:10256 users:(("kube-proxy",pid=5,fd=4))',
    'tcp 127.0.0.1:20244 users:(("kube-router",pid=6,fd=3))',
    "tcp *:10250",
  ];
  const problems = (changed: readonly string[]) => socketProblems(parseSockets(changed.join("\n")), workers);

  test("as declared are fine, also if ss writes their addresses differently", () => {
    expect(problems(lines)).toEqual([]);
    expect(problems([...lines, 'udp 172.31.0.20%ens5:68 users:(("systemd-network",pid=8,fd=3))'])).toEqual([]);
  });

  test("that are not declared are reported with their process", () => {
    expect(problems([...lines, 'udp [::]:111 users:(("rpcbind",pid=7,fd=3))'])).toEqual([
      "udp :::111 (rpcbind) listens, but is not in the table of ports",
    ]);
  });

  test("that should be local but are open to others are reported", () => {
    const open = lines.map((line) => line.replace("127.0.0.1:10248", "0.0.0.0:10248"));
    expect(problems(open)).toEqual(["tcp 0.0.0.0:10248 (kubelet) is not bound to loopback: kubelet: health"]);
  });

  test("really listen if both lists have them, whatever their processes", () => {
    const forked = 'tcp 127.0.0.1:10249 users:(("kube-proxy",pid=9,fd=3),("kube-proxy",pid=5,fd=3))';
    const client = 'udp 172.31.0.20:41000 users:(("kubelet",pid=4,fd=9))';
    const before = lines.map((line) => (line.includes(":10249") ? forked : line));
    const looks = [[...before, client].join("\n"), lines.join("\n")].join("\n\n");
    expect(lastingSockets(looks)).toEqual(parseSockets(lines.join("\n")));
  });

  test("in only one list do not count", () => {
    expect(lastingSockets(lines.join("\n"))).toEqual([]);
  });

  test("that are missing, or bound to loopback although others need them, are reported", () => {
    expect(problems(lines.slice(1))).toEqual([expect.stringMatching(/^sshd does not listen on tcp 22/)]);
    expect(problems(lines.map((line) => line.replace("*:10250", "127.0.0.1:10250")))).toEqual([
      expect.stringMatching(/^kubelet does not listen on tcp 10250/),
    ]);
  });
});

test.each<[Vantage, GroupName, Side, number[]]>([
  ["operator", "masters", "public", [22]],
  ["operator", "workers", "public", [22]],
  ["operator", "workers", "private", []],
  ["operator", "loadBalancer", "public", [6443]],
  ["stranger", "masters", "public", []],
  ["stranger", "loadBalancer", "public", []],
  ["master", "masters", "private", [2379, 2380, 6443]],
  ["master", "workers", "private", [22, 10250, 31000]],
  ["master", "loadBalancer", "public", []],
  ["worker", "masters", "private", [6443]],
  ["worker", "workers", "private", [22, 10250, 31000]],
  ["worker", "workers", "public", []],
  ["worker", "loadBalancer", "public", []],
  ["pod", "masters", "private", [6443]],
  ["pod", "masters", "public", []],
  ["pod", "workers", "private", [22, 10250, 31000]],
  ["pod", "loadBalancer", "public", []],
])("a scan from the %s reaches of %s, %s: %j", (vantage, listener, side, ports) => {
  const target = { name: "it", address: "192.0.2.1", listener, side };
  expect(expectedPorts(declared, [31000], vantage, target)).toEqual(ports);
});

test("a scan that finds more or less than it should is a problem", () => {
  const goals = [{ name: "master-0", address: "172.31.0.10", ports: [22, 6443] }];
  expect(scanProblems(goals, new Set(["172.31.0.10 22", "172.31.0.10 6443", "172.31.0.11 80"]))).toEqual([]);
  expect(scanProblems(goals, new Set(["172.31.0.10 22", "172.31.0.10 2379"]))).toEqual([
    "reaches 2379 of master-0, and should not",
    "does not reach 6443 of master-0",
  ]);
});

test("instance metadata that answers a pod, or a request without a token, is a problem", () => {
  expect(answerProblems("a pod", "000\n000\n000\n", ["000", "000", "000"])).toEqual([]);
  expect(answerProblems("a pod", "200\n200\n401\n", ["000", "000", "000"])).toHaveLength(3);
  expect(answerProblems("master-0", "200\n200\n200\n", ["200", "200", "401"])).toEqual([
    "master-0 asks for metadata without one: status 200, not 401",
  ]);
});
