import * as z from "zod";
import { kindNames } from "./kinds";
import { type Review, schemaVersion } from "./review";

const kind = z.enum(kindNames as [(typeof kindNames)[number], ...(typeof kindNames)[number][]]);
const names = z.array(z.string()).readonly();

const finding = z.strictObject({
  severity: z.enum(["dangerous", "cannot-judge", "disruptive"]),
  kind: kind.optional().describe("The name for --allow. Left out if the finding does not stop a pipeline."),
  says: z.string().describe("What happens, and what it means."),
  comesBack: z
    .boolean()
    .optional()
    .describe("For a disruptive finding: whether the interruption ends in the same apply."),
});

const node = z.strictObject({
  name: z.string(),
  role: z.enum(["master", "worker"]),
  what: z.enum([
    ...(["created", "replaced", "removed", "lost", "forgotten"] as const),
    ...(["stopped", "changed", "repeated", "unknown"] as const),
  ]),
  changed: names.describe("Files, and artifacts as `artifact NAME`, that change on a node that stays."),
  restarts: names.optional().describe("Units that restart, in order. Left out if unknown."),
  drained: z.boolean(),
});

const disruption = z.strictObject({
  api: z.enum(["none", "interrupted", "lost", "unknown", "not there yet"]),
  apiSeconds: z.number().optional(),
  drained: names,
  undrained: names,
  homeless: z.boolean().describe("Whether no worker stays that could run the pods."),
  seconds: z.number().describe("About how long the steps take, as measured in the lab."),
  drainSeconds: z.number().describe("How much drains may add at most."),
});

const other = z.strictObject({
  address: z.string(),
  type: z.string(),
  action: z.enum(["create", "update", "replace", "delete", "forget", "unknown"]),
});

const opening = z.strictObject({ address: z.string(), traffic: z.string(), source: z.string(), world: z.boolean() });

const cluster = z.strictObject({
  module: z.string().describe('Address of its module; "" is the root.'),
  construct: z
    .string()
    .describe('The construct that contains it, as in the names of its resources; "" is groundup\'s own stack.'),
  nodes: z.array(node).readonly(),
  order: z.array(names).readonly().describe("Nodes whose steps may run at the same time; each group waits."),
  versions: z
    .array(z.strictObject({ name: z.string(), from: z.string().optional(), to: z.string().optional() }))
    .readonly(),
  certificates: z
    .array(
      z.strictObject({
        name: z.string(),
        what: z.enum(["issued", "renewed", "removed"]),
        endsNow: z.string().optional(),
        validHours: z.number().optional(),
      }),
    )
    .readonly(),
  files: z.array(z.strictObject({ path: z.string(), nodes: names, diff: names.optional() })).readonly(),
  unrecorded: z.boolean(),
  objects: z.array(z.enum(["apply", "reencrypt"])).readonly(),
  disruption,
  others: z.array(other).readonly(),
});

/** The JSON of a review. A program that reads it checks `schemaVersion` first. */
export const reviewSchema = z.strictObject({
  schemaVersion: z.literal(schemaVersion),
  verdict: z.enum(["nothing", "safe", "disruptive", "cannot-judge", "dangerous"]),
  refused: z
    .array(kind)
    .readonly()
    .describe("Kinds that were found and not allowed. If there is one, a pipeline must stop."),
  allowed: z.array(kind).readonly().describe("Kinds that were found and allowed."),
  findings: z.array(finding).readonly().describe("The most serious first."),
  clusters: z.array(cluster).readonly(),
  firewall: z.strictObject({ opened: z.array(opening).readonly(), closed: z.array(opening).readonly() }),
  foreign: z.array(other).readonly().describe("Resources that groundup did not create."),
}) satisfies z.ZodType<Review>;

/** The JSON schema of a review, as docs/review.schema.json has it. */
export const reviewJsonSchema = (): object => ({
  ...z.toJSONSchema(reviewSchema, { io: "output" }),
  title: "Review of a plan, as npm run review -- --json writes it",
});
