import type { Cluster } from "../../lib/cluster";
import type { Outputs } from "./outputs";
import { writePrivate } from "./private-file";
import type { SshLogin } from "./ssh";

/** The user of Ubuntu's images. */
const defaultUser = "ubuntu";

/** How to log in to nodes: with the generated key, the cluster file's, or the SSH agent's. */
export async function loginOf(folder: string, plan?: Cluster, outputs?: Outputs): Promise<SshLogin | undefined> {
  const ssh = plan?.config.ssh;
  const generated = outputs?.sshPrivateKey && (await writePrivate(folder, "ssh-key", outputs.sshPrivateKey));
  const privateKeyFile = generated || expandHome((ssh?.keyPair ?? ssh?.authorizedKey)?.privateKeyFile);
  if (!privateKeyFile && !ssh?.agent) return undefined;
  const bastion = ssh?.bastion && { ...ssh.bastion, privateKeyFile: expandHome(ssh.bastion.privateKeyFile) };
  const known = plan && knownHosts(plan);
  return {
    user: ssh?.user ?? defaultUser,
    privateKeyFile,
    bastion,
    knownHosts: known && { ...known, file: await writePrivate(folder, "known-hosts", known.lines.join("\n")) },
  };
}

/** The lines of a known_hosts file for the host keys in a cluster file; undefined if there are none. */
export function knownHosts({ config, masters, workers }: Cluster) {
  const { hostKeys, hostCertificateAuthority: authority, bastion } = config.ssh;
  const nodes = [...masters, ...workers].filter(({ name }) => name in hostKeys);
  const hop = bastion?.hostKey && (bastion.port === 22 ? bastion.host : `[${bastion.host}]:${bastion.port}`);
  const lines = [
    ...nodes.flatMap(({ name, address }) => eitherWay(address, hostKeys[name]!)),
    ...(hop ? eitherWay(hop, bastion.hostKey!) : []),
    // Negated for the bastion, which has another key.
    ...(authority ? [`@cert-authority *${hop ? `,!${hop}` : ""} ${authority}`] : []),
  ];
  if (lines.length === 0) return undefined;
  return { lines, addresses: nodes.map(({ address }) => address), authority: authority !== undefined, bastion: !!hop };
}

/** As Terraform treats it: a host's own key, or the key of the CA that signed its certificate. */
const eitherWay = (host: string, key: string) => [`${host} ${key}`, `@cert-authority ${host} ${key}`];

function expandHome(file: string | undefined): string | undefined {
  return file?.replace(/^~(?=\/)/, process.env.HOME ?? "~");
}
