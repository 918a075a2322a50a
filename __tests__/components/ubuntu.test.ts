import { writeFileSync } from "node:fs";
import path from "node:path";
import { roleFiles } from "../../components/derived/bundle";
import { run } from "../../lab/host/shell";
import type { Role } from "../../lib/contract/node-name";
import { clusterOf, fakeValues } from "../../tools/fixtures/golden";
import { describeUnlessMissing, missingProgram } from "../support/missing";
import { scratchFolder } from "../support/scratch";

const filesOf = (role: Role) => roleFiles(clusterOf("{}"), role, fakeValues);

test("groundup's logind limit overrides that of unattended-upgrades, because its file name sorts last", () => {
  const dropIns = filesOf("worker").filter(({ path }) => path.startsWith("/etc/systemd/logind.conf.d/"));
  expect(dropIns).toHaveLength(1);
  const [ubuntus, ours] = ["unattended-upgrades-logind-maxdelay.conf", path.basename(dropIns[0]!.path)];
  expect([ours, ubuntus].sort()).toEqual([ubuntus, ours]);
});

test("the kubelet restarts when logind's limit changes, because it reads the limit only at its start", () => {
  const description = filesOf("worker").find(({ path }) => path === "/etc/groundup/node.json")!;
  const { units } = JSON.parse(description.lines.join("\n")) as { units: { unit: string; files: string[] }[] };
  const { files } = units.find(({ unit }) => unit === "kubelet.service")!;
  expect(files).toContainEqual(expect.stringContaining("/etc/systemd/logind.conf.d/"));
});

describeUnlessMissing([missingProgram("perl")], "needrestart", () => {
  const folder = scratchFolder();

  /** What needrestart would do with a unit, by the file's rules as it reads them. */
  async function restarts(role: Role, unit: string): Promise<boolean> {
    const configuration = filesOf(role).find((file) => file.path.startsWith("/etc/needrestart/conf.d/"));
    const rules = path.join(folder, `${role}.conf`);
    writeFileSync(rules, `${configuration?.lines.join("\n") ?? ""}\n`);
    const program = [
      "my %nrconf = (override_rc => {});",
      "eval do { local (@ARGV, $/) = $ARGV[0]; <> }; die $@ if $@;",
      "my ($rule) = grep { $ARGV[1] =~ /$_/ } sort keys %{$nrconf{override_rc}};",
      "print defined $rule ? $nrconf{override_rc}->{$rule} : 1;",
    ].join("\n");
    return (await run(["perl", "-e", program, rules, unit])) !== "0";
  }

  test.each([
    ["master", ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"]],
    ["worker", ["containerd", "kubelet", "kube-proxy"]],
  ] as const)("does not restart the services of a %s, and restarts others", async (role, services) => {
    for (const service of services) expect(await restarts(role, `${service}.service`)).toBe(false);
    for (const other of ["ssh.service", "my-kubelet.service", "kubelet.service.d"])
      expect(await restarts(role, other)).toBe(true);
  });
});
