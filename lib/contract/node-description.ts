import * as z from "zod";

/** The version of the descriptions that this release renders. Release 0.1's have none. */
export const nodeDescriptionVersion = 2;

/**
 * How an artifact lands: `program` is the file itself, `members` are paths inside the tar archive and where each goes,
 * `folder` takes all of the archive. Everything is root's, mode 0755.
 */
const install = z.union([
  z.object({ program: z.string() }),
  z.object({ members: z.record(z.string(), z.string()) }),
  z.object({ folder: z.string() }),
]);

const artifact = z.object({
  /** `kubelet`, `cni-plugins`. */
  name: z.string(),
  /** Of the released program: `1.37.1`. */
  version: z.string(),
  /** Where this cluster's nodes get it. */
  source: z.string(),
  sha256: z.string(),
  install,
});

const unit = z.object({
  /** Name with its type: `etcd-snapshot.timer`. */
  unit: z.string(),
  /** Whether it is one of the operating system, which groundup only restarts. */
  system: z.boolean(),
  /** Command that succeeds once it serves. @default true */
  ready: z.string().optional(),
  /** How long a restart may take, in seconds. @default 180 */
  restartSeconds: z.number().optional(),
  /** How long a node keeps its turn after a restart, in seconds. @default 0 */
  settleSeconds: z.number().optional(),
  /** Whether a restart may disturb the pods of its node. */
  disruptsPods: z.boolean(),
  /** Whether the API of its master is away during a restart. @default false */
  disruptsApi: z.boolean().optional(),
  /** A change of one of these files, or of one of these artifacts ("artifact kubelet"), restarts it. */
  files: z.array(z.string()),
  artifacts: z.array(z.string()),
});

/** Who believes whom: while nodes change one after the other, old and new files must agree. */
const trust = z.object({
  /** The authorities' certificates, and the leaves that one of them has signed. */
  authorities: z.array(z.object({ authority: z.string(), leaves: z.array(z.string()) })),
  /** The key that signs tokens, and the public keys that check them. */
  tokens: z.array(z.object({ signs: z.string(), checks: z.string() })),
});

const current = z.object({
  version: z.literal(nodeDescriptionVersion),
  /** The version of Kubernetes. */
  kubernetes: z.string(),
  /** How long a drain waits for PodDisruptionBudgets, in seconds. */
  drainSeconds: z.number(),
  rootVolumeGiB: z.number(),
  /** What no update may change, by its key in the cluster file. */
  fixed: z.record(z.string(), z.string()),
  trust,
  /** In the order in which nodes install them. */
  artifacts: z.array(artifact),
  imageArchives: z.array(z.object({ source: z.string(), sha256: z.string() })),
  /** In the order in which a node starts and restarts them. */
  units: z.array(unit),
});

/**
 * `/etc/groundup/node.json`: what a node is made from. groundup renders it, the scripts on the node follow it, reviews,
 * checks and drills read it.
 */
export type NodeDescription = z.infer<typeof current>;

/** How an artifact lands on a node. */
export type Install = z.infer<typeof install>;

/** One unit of a node. */
export type DescribedUnit = NodeDescription["units"][number];

/** A description as the lines of its file. */
export function renderNodeDescription(description: NodeDescription): string[] {
  return JSON.stringify(description, null, 2).split("\n");
}

/** What a record of any release says of a node. */
export interface RecordedDescription extends Pick<NodeDescription, "kubernetes" | "fixed" | "units"> {
  readonly artifacts: readonly Pick<NodeDescription["artifacts"][number], "name" | "version">[];
}

/** Reads a description of this release; undefined if the text is none. */
export function parseNodeDescription(text: string): NodeDescription | undefined {
  return current.safeParse(parseJson(text)).data;
}

/**
 * Reads what a plan records of a description, of this release or of an earlier one.
 * @returns undefined if the text is none, or of a version that this release does not know
 */
export function parseRecordedDescription(text: string): RecordedDescription | undefined {
  const json = parseJson(text);
  return current.safeParse(json).data ?? fromVersion1(json);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What release 0.1 wrote, without a number. */
const version1 = z.object({
  version: z.undefined().optional(),
  kubernetes: z.string(),
  fixed: z.record(z.string(), z.string()).default({}),
  artifacts: z.array(z.object({ name: z.string(), source: z.string() })),
  units: z.array(unit.omit({ disruptsApi: true }).extend({ system: z.boolean().default(false) })),
});

/** Released files have their version and their architecture in their URL. */
const versionIn = (url: string) => /v?(\d+\.\d+\.\d+[^/]*?)(?=\/|-linux|\.t|$)/.exec(url)?.[1] ?? url;
const architectureIn = (url: string) => /\blinux[/-](amd64|arm64)\b/.exec(url)?.[1];

const apiUnits = ["etcd.service", "kube-apiserver.service"];

function fromVersion1(json: unknown): RecordedDescription | undefined {
  const { data } = version1.safeParse(json);
  if (!data) return undefined;
  const { kubernetes, fixed, artifacts, units } = data;
  const architecture = artifacts.map(({ source }) => architectureIn(source)).find(Boolean);
  return {
    kubernetes,
    fixed: { ...(architecture && { architecture }), ...fixed },
    artifacts: artifacts.map(({ name, source }) => ({ name, version: versionIn(source) })),
    units: units.map((one) => ({ ...one, disruptsApi: apiUnits.includes(one.unit) })),
  };
}
