import type { Cluster } from "../../../lib/cluster";
import type { Outputs } from "./outputs";
import { writePrivate } from "./private-file";
import type { SshLogin } from "./ssh";

/** The user of Ubuntu's images. */
const defaultUser = "ubuntu";

/** How to log in to nodes: with the generated key, the one that the cluster file names, or the SSH agent's. */
export async function loginOf(folder: string, plan?: Cluster, outputs?: Outputs): Promise<SshLogin | undefined> {
  const ssh = plan?.config.ssh;
  const generated = outputs?.sshPrivateKey && (await writePrivate(folder, "ssh-key", outputs.sshPrivateKey));
  const privateKeyFile = generated || expandHome(ssh?.keyPair?.privateKeyFile);
  if (!privateKeyFile && !ssh?.agent) return undefined;
  const bastion = ssh?.bastion && { ...ssh.bastion, privateKeyFile: expandHome(ssh.bastion.privateKeyFile) };
  return { user: ssh?.user ?? defaultUser, privateKeyFile, bastion };
}

function expandHome(file: string | undefined): string | undefined {
  return file?.replace(/^~(?=\/)/, process.env.HOME ?? "~");
}
