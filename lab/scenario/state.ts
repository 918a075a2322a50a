import { addressOf, resources } from "../../lib/contract/addresses";
import { attempt, run } from "../host/shell";
import { files } from "../settings";
import { asOperator, terraformEnvironment } from "../terraform";
import { LabError } from "../errors";

/** The parts of Terraform's state that scenarios read or change. */
interface State {
  serial: number;
  readonly resources: readonly {
    readonly mode: string;
    readonly type: string;
    readonly name: string;
    readonly instances: readonly { readonly attributes: Record<string, unknown> }[];
  }[];
}

const leafType = resources.leafCertificate.type;
const options = { cwd: files.stack, env: terraformEnvironment };

async function pull(): Promise<State> {
  return JSON.parse(await run(asOperator(["terraform", "state", "pull"]), options)) as State;
}

/** Addresses of the leaf certificates in the state. */
export async function leafAddresses(): Promise<string[]> {
  const { resources } = await pull();
  return resources.filter((it) => it.type === leafType).map((it) => addressOf({ type: it.type, name: it.name }));
}

/**
 * Makes Terraform believe that every leaf certificate ends in this many days. A container's clock is the machine's. The
 * plan looks at the end dates in the state, so this changes the state.
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
