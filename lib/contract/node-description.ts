import * as z from "zod";

/**
 * The format version of the node descriptions that this release renders. Descriptions of release 0.1 have no version.
 */
export const nodeDescriptionVersion = 2;

/**
 * How a node installs an artifact. `program` installs the file itself. `members` maps paths inside the tar archive to
 * their targets. `folder` extracts the whole archive. All files belong to root, with mode 0755.
 */
const install = z.union([
  z.object({ program: z.string() }),
  z.object({ members: z.record(z.string(), z.string()) }),
  z.object({ folder: z.string() }),
]);

const artifact = z.object({
  /** The artifact's name: `kubelet`, `cni-plugins`. */
  name: z.string(),
  /** The version of the released program: `1.37.1`. */
  version: z.string(),
  /** The URL that this cluster's nodes use. */
  source: z.string(),
  sha256: z.string(),
  install,
});

const unit = z.object({
  /** Name with its type: `etcd-snapshot.timer`. */
  unit: z.string(),
  /** Whether the unit belongs to the operating system. groundup only restarts such a unit. */
  system: z.boolean(),
  /** A command that succeeds when the unit serves. @default true */
  ready: z.string().optional(),
  /** The maximum duration of a restart, in seconds. @default 180 */
  restartSeconds: z.number().optional(),
  /** How long a node keeps its turn after a restart, in seconds. @default 0 */
  settleSeconds: z.number().optional(),
  /** Whether a restart may disturb the pods of its node. */
  disruptsPods: z.boolean(),
  /** Whether the API of its master is unavailable during a restart. @default false */
  disruptsApi: z.boolean().optional(),
  /** Files. A change of one of these files, or of one of the artifacts ("artifact kubelet"), restarts the unit. */
  files: z.array(z.string()),
  artifacts: z.array(z.string()),
});

/**
 * Which certificates and keys belong together. While nodes are updated one after the other, old and new files must
 * agree.
 */
const trust = z.object({
  /** The CAs' certificates, and the leaves that each CA has signed. */
  authorities: z.array(z.object({ authority: z.string(), leaves: z.array(z.string()) })),
  /** The key that signs tokens, and the public keys that check them. */
  tokens: z.array(z.object({ signs: z.string(), checks: z.string() })),
  /**
   * The issuers whose tokens the API servers of several masters accept, that of new tokens first.
   * @default the issuer of every cluster
   */
  issuers: z.array(z.string()).optional(),
  /**
   * The issuer of new tokens, if pods take IAM roles with them.
   * @default pods take no roles
   */
  awsIssuer: z.string().optional(),
});

const current = z.object({
  version: z.literal(nodeDescriptionVersion),
  /** The version of Kubernetes. */
  kubernetes: z.string(),
  /** How long a drain waits for PodDisruptionBudgets, in seconds. */
  drainSeconds: z.number(),
  rootVolumeGiB: z.number(),
  /** Settings that no update may change, by their keys in the cluster file. */
  fixed: z.record(z.string(), z.string()),
  trust,
  /** In the order in which nodes install them. */
  artifacts: z.array(artifact),
  imageArchives: z.array(z.object({ source: z.string(), sha256: z.string() })),
  /** In the order in which a node starts and restarts them. */
  units: z.array(unit),
});

/**
 * The description of a node: `/etc/groundup/node.json`. groundup renders it and the scripts on the node follow it.
 * Reviews, checks and drills read it.
 */
export type NodeDescription = z.infer<typeof current>;

/** How a node installs an artifact. */
export type Install = z.infer<typeof install>;

/** One unit of a node. */
export type DescribedUnit = NodeDescription["units"][number];

/** Renders a description as the lines of its file. */
export function renderNodeDescription(description: NodeDescription): string[] {
  return JSON.stringify(description, null, 2).split("\n");
}

/** The part of a node's description that the records of all releases have. */
export interface RecordedDescription extends Pick<NodeDescription, "kubernetes" | "fixed" | "units"> {
  readonly artifacts: readonly Pick<NodeDescription["artifacts"][number], "name" | "version">[];
}

/** Parses a description of this release; undefined if the text is not one. */
export function parseNodeDescription(text: string): NodeDescription | undefined {
  return current.safeParse(parseJson(text)).data;
}

/**
 * Parses a description that a plan records, from this release or an earlier one.
 * @returns undefined if the text is not a description, or has a version that this release does not know
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

/** The format of release 0.1, which has no version number. */
const version1 = z.object({
  version: z.undefined().optional(),
  kubernetes: z.string(),
  fixed: z.record(z.string(), z.string()).default({}),
  artifacts: z.array(z.object({ name: z.string(), source: z.string() })),
  units: z.array(unit.omit({ disruptsApi: true }).extend({ system: z.boolean().default(false) })),
});

/** Finds the version of a released file in its URL. `architectureIn` finds the architecture. */
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
