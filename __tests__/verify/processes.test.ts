import { administratorProblems, confinedUnits, readerProblems, unitProblems } from "../../verify/checks/processes";
import { clusterOf } from "../../tools/fixtures/golden";

const wanted = [{ unit: "etcd", exposure: 1.3, user: "etcd" }];

test.each([
  ["etcd 1.1 etcd", []],
  ["etcd 1.3 -", []],
  ["etcd 9.6 etcd", ["master-0: etcd's exposure is 9.6, above 1.3"]],
  ["etcd 1.1 root", ["master-0: etcd runs as root, not as etcd"]],
  ["", ["master-0: etcd's exposure is unknown, above 1.3"]],
])("a unit reported as %j has the problems %j", (line, problems) => {
  expect(unitProblems("master-0", wanted, line)).toEqual(problems);
});

test("etcd and the control plane must be OK or better", () => {
  const four = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"];
  const units = confinedUnits(clusterOf(), "master").filter(({ unit }) => four.includes(unit));
  expect(units).toHaveLength(four.length);
  for (const { exposure, user, unit } of units) {
    expect(exposure).toBeLessThan(5);
    expect(user).toBe(unit);
  }
});

test("a service can read its own credentials, and no other's", () => {
  const own = "etcd /run/credentials/etcd.service/server.key";
  expect(readerProblems("master-0", `${own}\n20 files\n`)).toEqual([]);
  expect(
    readerProblems(
      "master-0",
      `${own}\nkube-scheduler /run/credentials/etcd.service/server.key\nnobody /etc/kubernetes/pki/ca.key\n20 files`,
    ),
  ).toEqual([
    "master-0: kube-scheduler reads /run/credentials/etcd.service/server.key",
    "master-0: nobody reads /etc/kubernetes/pki/ca.key",
  ]);
});

test("certificates of administrators are found by their groups", () => {
  const output = "/a subject=CN=kube-proxy,O=system:node-proxier\n/root/x subject=CN=super-admin,O=system:masters\n";
  expect(administratorProblems("master-0", output)).toEqual([
    "master-0: /root/x subject=CN=super-admin,O=system:masters",
  ]);
});

test.each([
  ["private files", readerProblems, "0 files\n"],
  ["private files", readerProblems, ""],
  ["certificates", administratorProblems, "\n"],
])("finding no %s is a problem, not a proof", (_, problems, output) => {
  expect(problems("master-0", output)).toEqual([expect.stringMatching(/^master-0: no .* was found/)]);
});
