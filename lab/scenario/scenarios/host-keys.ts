import { readFile, writeFile } from "node:fs/promises";
import type { Mapping } from "../../../lib/mapping";
import { sleep } from "../../../lib/processes";
import { run as runProgram } from "../../host/shell";
import { interruptTerraform } from "../../terraform-apply";
import type { Machine } from "../../../verify/site/outputs";
import { updateOf } from "../addresses";
import type { ScenarioRun } from "../run";
import type { Scenario } from "../scenario";

/**
 * The kind of host key that Terraform asks for first, among those that Ubuntu generates (docs/security.md, SSH host
 * keys).
 */
const plainKey = "/etc/ssh/ssh_host_ecdsa_key.pub";
const certifiedKey = "/etc/ssh/ssh_host_ed25519_key";

/** Milliseconds: many times what a step takes when SSH accepts the host. */
const patience = 20_000;

/** Checks a host's own key and another host's certificate against the cluster file. */
async function play(run: ScenarioRun): Promise<void> {
  const { masters, workers } = await run.subject();
  const [master, worker] = [masters[0]!, workers[0]!];
  const key = await publicKey(run, master);
  const authority = await makeAuthority(run, "authority");
  await certify(run, worker, "authority");
  const right = { hostKeys: { "master-0": key }, hostCertificateAuthority: authority };
  await accept(run, right);
  const ofAnother = { ...right, hostKeys: { "master-0": await publicKey(run, worker) } };
  await refuse(run, "master-0", ofAnother, /key mismatch/);
  const ofAStranger = { ...right, hostCertificateAuthority: await makeAuthority(run, "stranger") };
  await refuse(run, "worker-0", ofAStranger, /no authorities for hostname/);
  await accept(run, right);
}

async function accept(run: ScenarioRun, ssh: Mapping): Promise<void> {
  await run.edit({ ssh });
  await run.apply(await stepsAgain(run));
}

/** Terraform tries for ten minutes to log in to a host. When interrupted, it says why it failed. */
async function refuse(run: ScenarioRun, node: string, ssh: Mapping, because: RegExp): Promise<void> {
  await run.edit({ ssh });
  const happen = async () => {
    await sleep(patience);
    interruptTerraform();
  };
  await run.applyInVain(await stepsAgain(run), because, { address: updateOf(node), happen });
}

/** A plan with which Terraform connects to both nodes again. */
const stepsAgain = (run: ScenarioRun) => run.plan(["master-0", "worker-0"].map((node) => `-replace=${updateOf(node)}`));

const trimmed = (line: string) => line.trim().split(" ").slice(0, 2).join(" ");

async function publicKey(run: ScenarioRun, machine: Machine): Promise<string> {
  return trimmed(await (await run.subject()).on(machine, `cat ${plainKey}`));
}

/** Creates a CA for host certificates on the operator's side. */
async function makeAuthority(run: ScenarioRun, name: string): Promise<string> {
  await runProgram(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", run.file(name)]);
  return trimmed(await readFile(run.file(`${name}.pub`), "utf8"));
}

/**
 * Gives a host a certificate for the address that Terraform uses, as an image would have it. A reload would end sshd: it
 * binds its port again, which systemd holds (`ssh.socket`).
 */
async function certify(run: ScenarioRun, machine: Machine, authority: string): Promise<void> {
  const subject = await run.subject();
  const key = await subject.on(machine, `cat ${certifiedKey}.pub`);
  const sign = ["ssh-keygen", "-q", "-s", run.file(authority), "-I", machine.name, "-h", "-n", machine.publicAddress];
  await writeFile(run.file("host.pub"), key);
  await runProgram([...sign, "-V", "+1d", run.file("host.pub")]);
  const certificate = await readFile(run.file("host-cert.pub"), "utf8");
  await subject.on(
    machine,
    `echo '${certificate.trim()}' >${certifiedKey}-cert.pub
    echo 'HostCertificate ${certifiedKey}-cert.pub' >/etc/ssh/sshd_config.d/50-host-certificate.conf
    systemctl restart ssh`,
  );
}

/** Checks SSH host keys and host certificates. */
export const hostKeys: Scenario = {
  name: "host-keys",
  shows:
    "Terraform connects to a node if the cluster file lists its host key, or the CA of its host certificate; if the cluster file lists another key or CA, Terraform refuses to connect",
  start: { masters: { count: 1 }, workers: { count: 1 } },
  play,
};
