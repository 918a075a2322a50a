import { isIP } from "node:net";
import path from "node:path";
import { stringify } from "yaml";
import type { ClusterConfig } from "../../lib/config";
import { paths } from "../../lib/contract/paths";
import type { BastionSpec, Premises } from "../aws/premises-data";
import { LabError } from "../errors";
import { endPart, startPart } from "../host/parts";
import { attempt, run } from "../host/shell";
import { namespaces, projectRoot } from "../settings";

/** Name of the bastion's own key pair, if the cluster file gives it one. */
const bastionKeyPair = "groundup-lab-bastion";

const bastionPart = "bastion";

/** The emulator can be reached only from the operator's namespace. */
const asLab = { namespace: namespaces.operator, cwd: projectRoot };

/** Creates in the emulated account what a cluster file expects there: a key pair, buckets, instance profiles. */
export async function layPremises(config: ClusterConfig): Promise<void> {
  const { keyPair, bastion } = config.ssh;
  const keyPairs = [
    ...(keyPair ? [{ name: keyPair.name, publicKey: await publicKeyOf(keyPair.privateKeyFile) }] : []),
    ...(bastion?.privateKeyFile
      ? [{ name: bastionKeyPair, publicKey: await publicKeyOf(bastion.privateKeyFile) }]
      : []),
  ];
  const premises: Premises = { region: config.region, keyPairs, ...existing(config) };
  if ([premises.keyPairs, premises.buckets, premises.profiles].every((list) => list.length === 0)) return;
  await run(program("premises", JSON.stringify(premises)), asLab);
}

/** Names of buckets and instance profiles that a cluster file refers to. */
export function existing({
  backend,
  network,
  masters,
  workers,
}: ClusterConfig): Pick<Premises, "buckets" | "profiles"> {
  const logs = network.flowLogs?.s3.split(":").at(-1)?.split("/")[0];
  const profiles = [masters.instanceProfile, workers.instanceProfile];
  return {
    buckets: [...new Set([backend.s3?.bucket, logs].filter((name) => name !== undefined))],
    profiles: [...new Set(profiles.filter((name) => name !== undefined))],
  };
}

/**
 * Starts the process that creates the cluster file's bastion as soon as the VPC exists. Does nothing without a bastion.
 */
export function startBastion(config: ClusterConfig): void {
  const spec = bastionSpec(config);
  if (spec) startPart(bastionPart, program("bastion", JSON.stringify(spec)), asLab);
}

/**
 * Destroys the cluster, and removes the bastion once no node behind it is left. Terraform does not know the bastion. It
 * needs the bastion until then, and cannot remove the VPC while the bastion exists.
 */
export async function withoutBastion(config: ClusterConfig, destroy: () => Promise<void>): Promise<void> {
  if (!config.ssh.bastion) return destroy();
  startPart(bastionPart, program("remove-bastion", config.region), asLab);
  try {
    await destroy();
  } finally {
    await endPart(bastionPart);
  }
}

/**
 * The bastion of a cluster file as an instance of the lab.
 * @throws LabError if the file gives an address, because the emulated account assigns its own; or if only Terraform
 * knows the bastion's key and no key pair contains it.
 */
export function bastionSpec({ name, region, ssh }: ClusterConfig): BastionSpec | undefined {
  const { bastion, keyPair, authorizedKey } = ssh;
  if (!bastion) return undefined;
  if (isIP(bastion.host)) {
    throw new LabError(
      `ssh.bastion.host is the address ${bastion.host}; the lab creates its own bastion: write a name`,
    );
  }
  const brought = bastion.privateKeyFile ? undefined : authorizedKey?.publicKey;
  if (brought === "generated") {
    throw new LabError(
      "ssh.bastion has no privateKeyFile, and the nodes' generated key is in no key pair: set ssh.bastion.privateKeyFile",
    );
  }
  const keyName = bastion.privateKeyFile ? bastionKeyPair : (keyPair?.name ?? name);
  const userData = `#cloud-config\n${stringify({
    ...(brought && { ssh_authorized_keys: [brought] }),
    system_info: { default_user: { name: bastion.user } },
    ...sshPort(bastion.port),
  })}`;
  const { host, port } = bastion;
  return {
    region,
    host,
    port,
    keyPair: brought ? undefined : keyName,
    userData: Buffer.from(userData).toString("base64"),
  };
}

/** cloud-init's keys for an SSH server on another port. On Ubuntu, systemd listens on the port. */
function sshPort(port: number): Record<string, unknown> {
  return {
    write_files: [
      { path: "/etc/ssh/sshd_config.d/port.conf", content: `Port ${port}\n` },
      {
        path: `${paths.units}/ssh.socket.d/port.conf`,
        content: `[Socket]\nListenStream=\nListenStream=${port}\n`,
      },
    ],
    runcmd: ["systemctl daemon-reload", "systemctl restart ssh.socket"],
  };
}

function program(action: string, argument: string): string[] {
  return [process.execPath, "--import", "tsx", path.join(projectRoot, "lab", "aws", "premises.ts"), action, argument];
}

/** The public half of a key in a file, or of the SSH agent's first key. */
async function publicKeyOf(privateKeyFile: string | undefined): Promise<string> {
  const file = privateKeyFile?.replace(/^~(?=\/)/, process.env.HOME ?? "~");
  const result = await attempt(file ? ["ssh-keygen", "-y", "-f", file] : ["ssh-add", "-L"]);
  if (result.code === 0) return result.stdout.split("\n")[0]!;
  const where = file ?? "the SSH agent";
  throw new LabError(`${where}: the lab needs the public half of this key for its key pair\n${result.stderr.trim()}`);
}
