import type { Role } from "../../../lib/contract/node-name";
import { paths } from "../../../lib/contract/paths";

/** The bundles that a step may need, as Terraform uploads them. */
export type BundleName = "first" | "second" | "addons";

/** A command on a node, which may need a bundle in the inbox. */
export interface Action {
  readonly command: readonly string[];
  readonly bundle?: BundleName;
}

/** A step that the drill attacks. */
interface Attacked extends Action {
  readonly role: Role;
  /** How often it is drawn, compared with other steps. */
  readonly weight: number;
  /** What happens on the node before the step, undisturbed. */
  readonly before?: readonly Action[];
}

/** The folder of the drill's files on its hosts. */
export const shared = "/usr/local/share/drill";

const { scripts } = paths;
const groundup = (step: string, bundle: BundleName): Action => ({ command: ["groundup", step], bundle });
/** A cluster's first apply runs both; after that the node serves. */
const serve = groundup("update", "first");

/** The steps, in the order of a node of each role. */
export const steps = {
  "worker join": { role: "worker", weight: 3, ...groundup("join", "first") },
  "worker update": { role: "worker", weight: 6, ...groundup("update", "second"), before: [serve] },
  "worker stop-services": {
    role: "worker",
    weight: 1,
    command: [`${scripts}/stop-services`],
    before: [{ command: ["touch", "/var/lib/drill-api/deleted"] }],
  },
  "master join": { role: "master", weight: 3, ...groundup("join", "first") },
  "master update": {
    role: "master",
    weight: 4,
    ...groundup("update", "second"),
    before: [serve, { command: [`${shared}/write-objects`] }],
  },
  "master addons": { role: "master", weight: 1, ...groundup("addons", "addons") },
  "master reencrypt": { role: "master", weight: 2, ...groundup("reencrypt", "addons") },
  "master leave": { role: "master", weight: 2, command: [`${scripts}/leave`, "worker", "worker-0"] },
} as const satisfies Readonly<Record<string, Attacked>>;

/** One of the steps. */
export type Step = keyof typeof steps;

/** The names of the steps, in their order. */
export const stepNames = Object.keys(steps) as readonly Step[];

/** A step by its name. */
export const stepOf = (name: Step): Attacked => steps[name];
