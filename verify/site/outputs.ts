import { execute } from "./execute";
import { UserError } from "../../lib/user-error";

/** A machine from Terraform's outputs. */
export interface Machine {
  /** `worker-0`. */
  readonly name: string;
  /** Its host name. A worker's host name is the node's name in Kubernetes. */
  readonly node: string;
  readonly privateAddress: string;
  readonly publicAddress: string;
}

/** The outputs of an applied stack that verify uses. */
export interface Outputs {
  readonly loadBalancerName: string;
  readonly masters: readonly Machine[];
  readonly workers: readonly Machine[];
  readonly adminKubeconfig: string;
  /** ARNs of the IAM roles that pods take, by their names within the cluster. Undefined without `aws.identity`. */
  readonly podRoleArns?: Readonly<Record<string, string>>;
  /** Undefined if the cluster file names a key pair of the user's. */
  readonly sshPrivateKey?: string;
}

type MachineOutput = Record<string, { node: string; private_ip: string; public_ip: string }>;

/**
 * Reads the outputs of a stack.
 * @param terraform the program, with what makes it run in the right place.
 * @throws UserError if the folder has no applied stack.
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
  throw new UserError(`${folder} has no applied stack: create the cluster first\n${said}`);
}

/** Parses the output of `terraform output -json`; undefined if no apply has completed. */
export function parseOutputs(json: string): Outputs | undefined {
  const values = JSON.parse(json) as Record<string, { value: unknown } | undefined>;
  if (!values.masters || !values.workers || !values.load_balancer_name || !values.admin_kubeconfig) return undefined;
  return {
    loadBalancerName: String(values.load_balancer_name.value),
    masters: machines(values.masters.value as MachineOutput),
    workers: machines(values.workers.value as MachineOutput),
    adminKubeconfig: String(values.admin_kubeconfig.value),
    podRoleArns: values.pod_role_arns?.value as Outputs["podRoleArns"],
    sshPrivateKey: values.ssh_private_key && String(values.ssh_private_key.value),
  };
}

/** Terraform sorts keys as text; this sorts by number. */
function machines(output: MachineOutput): Machine[] {
  return Object.entries(output)
    .map(([name, it]) => ({ name, node: it.node, privateAddress: it.private_ip, publicAddress: it.public_ip }))
    .sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
}
