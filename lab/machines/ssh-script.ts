import { LabError } from "../errors";
import { loginArguments } from "../login";
import { readStatus } from "../status";
import { asOperator } from "../terraform";

/** Command line that runs a bash script on a machine as root, through SSH like its operator. */
export async function sshScript(instanceId: string, script: string): Promise<readonly string[]> {
  const instance = readStatus()?.instances.find(({ id }) => id === instanceId);
  if (!instance) throw new LabError(`instance ${instanceId} is not among the lab's instances`);
  return asOperator(["ssh", ...(await loginArguments(instance)), `sudo bash -c ${quoted(script)}`]);
}

/** A text as one word of a shell command. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
