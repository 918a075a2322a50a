import * as z from "zod";
import { UserError } from "../lib/user-error";

/** Values of a resource: whatever a provider returns. */
export type Values = Readonly<Record<string, unknown>>;

/** A plan that cannot be reviewed. The message says why, and what to do. */
export class ReviewError extends UserError {
  override readonly name = "ReviewError";
}

const values = z.record(z.string(), z.unknown()).nullish();
const change = z.looseObject({
  actions: z.array(z.string()),
  before: z.unknown(),
  after: z.unknown(),
  after_unknown: z.unknown(),
  before_sensitive: z.unknown(),
  after_sensitive: z.unknown(),
  importing: z.unknown().optional(),
});

const resourceChange = z.looseObject({
  address: z.string(),
  previous_address: z.string().optional(),
  module_address: z.string().optional(),
  mode: z.string().default("managed"),
  type: z.string(),
  name: z.string(),
  index: z.union([z.string(), z.number()]).optional(),
  deposed: z.string().optional(),
  action_reason: z.string().optional(),
  change,
});

const block = z.looseObject({
  type: z.string(),
  name: z.string(),
  mode: z.string().default("managed"),
  depends_on: z.array(z.string()).default([]),
  expressions: values,
  count_expression: z.unknown().optional(),
  for_each_expression: z.unknown().optional(),
});

interface ModuleJson {
  readonly resources?: readonly z.infer<typeof block>[];
  readonly module_calls?: Readonly<Record<string, ModuleCallJson>>;
}
interface ModuleCallJson {
  readonly module?: ModuleJson;
  readonly count_expression?: unknown;
  readonly for_each_expression?: unknown;
}
const moduleJson: z.ZodType<ModuleJson> = z.looseObject({
  resources: z.array(block).optional(),
  module_calls: z
    .record(
      z.string(),
      z.looseObject({
        get module() {
          return moduleJson.optional();
        },
      }),
    )
    .optional(),
});

/** The resources of a state: only their addresses. */
interface StateModuleJson {
  readonly resources?: readonly { readonly address: string; readonly mode: string; readonly deposed_key?: string }[];
  readonly child_modules?: readonly StateModuleJson[];
}
const stateModule: z.ZodType<StateModuleJson> = z.object({
  resources: z
    .array(z.object({ address: z.string(), mode: z.string().default("managed"), deposed_key: z.string().optional() }))
    .optional(),
  get child_modules() {
    return z.array(stateModule).optional();
  },
});

const stateValues = z.object({ root_module: stateModule.default({}) });

const plan = z.looseObject({
  format_version: z.string(),
  errored: z.boolean().default(false),
  complete: z.boolean().default(true),
  resource_changes: z.array(resourceChange).default([]),
  resource_drift: z.array(resourceChange).default([]),
  deferred_changes: z
    .array(z.looseObject({ reason: z.string().default("no reason given"), resource_change: resourceChange }))
    .default([]),
  action_invocations: z.array(z.looseObject({ address: z.string() })).default([]),
  deferred_action_invocations: z.array(z.unknown()).default([]),
  prior_state: z.looseObject({ values: stateValues.optional() }).optional(),
  planned_values: stateValues.optional(),
  configuration: z.looseObject({ root_module: moduleJson.default({}) }).optional(),
});

export type PlanJson = z.infer<typeof plan>;
export type ResourceChangeJson = z.infer<typeof resourceChange>;
export type { ModuleJson, StateModuleJson };

const remedy = "create it with: terraform show -json PLANFILE, where terraform plan -out=PLANFILE has written PLANFILE";

/** Parts without which JSON is not a plan. Terraform and OpenTofu always write the first two. */
const parts = ["planned_values", "configuration", "resource_changes"];

/**
 * Parses the parts of `terraform show -json` of a plan that a review reads.
 * @throws ReviewError when the text is something else, or has another format
 */
export function parsePlanJson(text: string): PlanJson {
  const json = parseJson(text);
  const found = z.looseObject({ format_version: z.string() }).safeParse(json).data;
  if (!found) throw new ReviewError(`this JSON has no format_version, so it is not a plan; ${remedy}`);
  const version = found.format_version;
  if (version.split(".")[0] !== "1")
    throw new ReviewError(`found format_version ${version}; wanted: 1.x, of Terraform 1 and OpenTofu 1`);
  if (!parts.some((part) => part in found)) {
    const kind = "values" in found ? "a state" : "an empty state";
    throw new ReviewError(`this is the JSON of ${kind}, not of a plan; ${remedy}`);
  }
  const { data, error } = plan.safeParse(json);
  if (!data) throw new ReviewError(`this plan does not have the expected form: ${z.prettifyError(error)}`);
  return data;
}

function parseJson(text: string): unknown {
  if (text.trim() === "") throw new ReviewError(`the input is empty; ${remedy}`);
  // A saved plan is a zip archive.
  if (text.startsWith("PK")) throw new ReviewError(`this is a saved plan, not its JSON; ${remedy}`);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ReviewError(`this is not JSON; ${remedy}`);
  }
}
