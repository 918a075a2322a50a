import { attempt, run } from "../host/shell";
import { files } from "../settings";
import { asOperator, terraformEnvironment } from "../terraform";
import { LabError } from "../errors";

/** Terraform's state, as far as scenarios look at it or change it. */
interface State {
  serial: number;
  readonly resources: readonly {
    readonly mode: string;
    readonly type: string;
    readonly name: string;
    readonly instances: readonly { readonly attributes: Record<string, unknown> }[];
  }[];
}

const leafType = "tls_locally_signed_cert";
const options = { cwd: files.stack, env: terraformEnvironment };

async function pull(): Promise<State> {
  return JSON.parse(await run(asOperator(["terraform", "state", "pull"]), options)) as State;
}

/** Addresses of the leaf certificates in the state. */
export async function leafAddresses(): Promise<string[]> {
  const { resources } = await pull();
  return resources.filter((it) => it.type === leafType).map((it) => `${it.type}.${it.name}`);
}

/**
 * Makes Terraform believe that every leaf certificate ends in so many days. The clock of a host in a container is the
 * machine's; what the plan looks at is the end that the state notes, so that is what is changed.
 */
export async function endCertificatesIn(days: number): Promise<void> {
  const state = await pull();
  const end = new Date(Date.now() + days * 86_400_000).toISOString().replace(/\.\d+Z$/, "Z");
  for (const { instances } of state.resources.filter((it) => it.type === leafType))
    for (const { attributes } of instances) attributes.validity_end_time = end;
  state.serial++;
  const pushed = await attempt(asOperator(["terraform", "state", "push", "-"]), {
    ...options,
    input: JSON.stringify(state),
  });
  if (pushed.code !== 0) throw new LabError(`terraform state push failed\n${pushed.stderr.trim()}`);
}
