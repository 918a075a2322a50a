import path from "node:path";
import { knownResource, parseAddress, type ResourceKind } from "../lib/contract/addresses";
import { LabError } from "./errors";
import { attempt, run } from "./host/shell";
import { files } from "./settings";
import { asOperator, terraformEnvironment } from "./terraform";

/** What a plan does to a resource. */
export type Action = "create" | "update" | "replace" | "delete";

/** What a plan would change, by resource address. */
export interface StackPlan {
  /** The file of the plan, for `terraform apply`. */
  readonly file: string;
  readonly actions: Readonly<Record<string, Action>>;
  /** For each step that runs again, the triggers that changed: paths of files, artifacts, the instance. */
  readonly triggers: Readonly<Record<string, readonly string[]>>;
  /** Outputs that change. */
  readonly outputs: readonly string[];
}

type Values = Readonly<Record<string, unknown>>;

interface Change {
  readonly actions: readonly string[];
  readonly before?: { readonly triggers?: Values } | null;
  readonly after?: { readonly triggers?: Values } | null;
}

interface PlanJson {
  readonly resource_changes?: readonly { readonly address: string; readonly change: Change }[];
  readonly output_changes?: Readonly<Record<string, Change>>;
}

const actionNames: Readonly<Record<string, Action>> = {
  create: "create",
  update: "update",
  delete: "delete",
  "delete,create": "replace",
  "create,delete": "replace",
};

/**
 * Plans the lab's stack as the operator.
 * @param args of `terraform plan`, such as `-replace=aws_instance.worker-1`.
 * @throws LabError with Terraform's own messages if it fails.
 */
export async function planStack(args: readonly string[] = []): Promise<StackPlan> {
  const file = path.join(files.stack, "plan");
  const options = { cwd: files.stack, env: terraformEnvironment };
  const command = ["terraform", "plan", "-input=false", "-no-color", `-out=${file}`, ...args];
  const planned = await attempt(asOperator(command), options);
  if (planned.code !== 0) throw new LabError(`terraform plan failed\n${planned.stderr.trim()}`);
  return { file, ...readPlan(await run(asOperator(["terraform", "show", "-json", file]), options)) };
}

/** Reads the output of `terraform show -json` for a plan. */
export function readPlan(json: string): Omit<StackPlan, "file"> {
  const { resource_changes: resources = [], output_changes: outputs = {} } = JSON.parse(json) as PlanJson;
  const changed = resources.flatMap(({ address, change }) => {
    const action = actionNames[change.actions.join()];
    return action && !isRecord(address) ? [{ address, action, change }] : [];
  });
  return {
    actions: Object.fromEntries(changed.map(({ address, action }) => [address, action])),
    triggers: Object.fromEntries(
      changed.flatMap(({ address, change }) => (change.after?.triggers ? [[address, changedTriggers(change)]] : [])),
    ),
    outputs: Object.entries(outputs).flatMap(([name, change]) => (change.actions.join() === "no-op" ? [] : [name])),
  };
}

/**
 * Whether a resource is a record of files. Records follow the steps, and change nothing
 * (docs/decisions/0020-texts-in-the-state.md).
 */
export function isRecord(address: string): boolean {
  const resource = parseAddress(address);
  const known = resource && knownResource(resource);
  return known !== undefined && records.has(known.kind);
}

const records: ReadonlySet<ResourceKind> = new Set(["scripts", "roleFiles", "nodeFiles", "addonsFiles"]);

/** Names of triggers whose values differ. A value that only the apply knows is missing in `after`. */
function changedTriggers({ before, after }: Change): string[] {
  const [was, is] = [before?.triggers ?? {}, after?.triggers ?? {}];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((name) => was[name] !== is[name]).sort();
}
