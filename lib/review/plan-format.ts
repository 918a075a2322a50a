import * as z from "zod";
import { UserError } from "../user-error";

/** Values of a resource: what a provider says, so anything. */
export type Values = Readonly<Record<string, unknown>>;

/** A plan that cannot be reviewed: its message says why, and what to do. */
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
});

const resourceChange = z.looseObject({
  address: z.string(),
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
});

interface ModuleJson {
  readonly resources?: readonly z.infer<typeof block>[];
  readonly module_calls?: Readonly<Record<string, { readonly module?: ModuleJson }>>;
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

const plan = z.looseObject({
  format_version: z.string(),
  errored: z.boolean().default(false),
  resource_changes: z.array(resourceChange).default([]),
  configuration: z.looseObject({ root_module: moduleJson.default({}) }).default({ root_module: {} }),
});

export type PlanJson = z.infer<typeof plan>;
export type ResourceChangeJson = z.infer<typeof resourceChange>;
export type { ModuleJson };

const remedy = "make it with: terraform show -json PLANFILE, where PLANFILE is what terraform plan -out=PLANFILE wrote";

/** The parts of `terraform show -json` of a plan that a review reads; what else stands there is left aside. */
export function parsePlanJson(text: string): PlanJson {
  const json = parseJson(text);
  const version = z.looseObject({ format_version: z.string() }).safeParse(json).data?.format_version;
  if (version === undefined) throw new ReviewError(`this JSON has no format_version, so it is no plan; ${remedy}`);
  if (version.split(".")[0] !== "1")
    throw new ReviewError(`found format_version ${version}; wanted: 1.x, of Terraform 1 and OpenTofu 1`);
  if (typeof json === "object" && json && "values" in json && !("resource_changes" in json))
    throw new ReviewError(`this is the JSON of a state, not of a plan; ${remedy}`);
  const { data, error } = plan.safeParse(json);
  if (!data) throw new ReviewError(`this plan is not as expected: ${z.prettifyError(error)}`);
  if (data.errored)
    throw new ReviewError("Terraform failed while it planned: this plan is not whole; mend that, and plan again");
  return data;
}

function parseJson(text: string): unknown {
  if (text.trim() === "") throw new ReviewError(`there is nothing to read; ${remedy}`);
  // A saved plan is a zip archive.
  if (text.startsWith("PK")) throw new ReviewError(`this is a plan as Terraform saves it, not its JSON; ${remedy}`);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ReviewError(`this is no JSON; ${remedy}`);
  }
}
