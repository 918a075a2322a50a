import { execute } from "./execute";
import { UserError } from "../../lib/user-error";

/** A machine as Terraform's outputs tell of it. */
export interface Machine {
  /** `worker-0`. */
  readonly name: string;
  /** Its host name, which of a worker is the node's name in Kubernetes. */
  readonly node: string;
  readonly privateAddress: string;
  readonly publicAddress: string;
}

/** What an applied stack puts out, as far as verify looks at it. */
export interface Outputs {
  readonly loadBalancerName: string;
  readonly masters: readonly Machine[];
  readonly workers: readonly Machine[];
  readonly adminKubeconfig: string;
  /** Missing where the cluster file names a key pair of the user's. */
  readonly sshPrivateKey?: string;
}

type MachineOutput = Record<string, { node: string; private_ip: string; public_ip: string }>;

/**
 * Reads the outputs of a stack.
 * @param terraform the program, with what leads it to where it has to run.
 * @throws UserError when the folder holds no applied stack.
 */
export async function readOutputs(
  terraform: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Outputs> {
  const output = await execute([...terraform, "output", "-json"], { cwd: folder, env });
  const values = output.code === 0 ? parseOutputs(output.stdout) : undefined;
  if (values) return values;
  const said = output.stderr.trim() || "it has no outputs yet";
  throw new UserError(`${folder} holds no applied stack: bring the cluster up first\n${said}`);
}

/** Reads what `terraform output -json` says; nothing when the stack has not been applied to its end. */
export function parseOutputs(json: string): Outputs | undefined {
  const values = JSON.parse(json) as Record<string, { value: unknown } | undefined>;
  if (!values.masters || !values.workers || !values.load_balancer_name || !values.admin_kubeconfig) return undefined;
  return {
    loadBalancerName: String(values.load_balancer_name.value),
    masters: machines(values.masters.value as MachineOutput),
    workers: machines(values.workers.value as MachineOutput),
    adminKubeconfig: String(values.admin_kubeconfig.value),
    sshPrivateKey: values.ssh_private_key && String(values.ssh_private_key.value),
  };
}

/** Terraform sorts keys as text; people count. */
function machines(output: MachineOutput): Machine[] {
  return Object.entries(output)
    .map(([name, it]) => ({ name, node: it.node, privateAddress: it.private_ip, publicAddress: it.public_ip }))
    .sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
}
