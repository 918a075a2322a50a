import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { withoutProvisioners } from "./stack-parts";
import { stackOf } from "./synthesized";
import { variables, Workspace } from "./terraform";

/** What is done to a cluster that runs. */
export interface Scenario {
  /** Cluster file of the plan. */
  readonly clusterFile: string;
  /** Options of `terraform plan`. */
  readonly options?: readonly string[];
  /** Whether certificates are about to end: the state says so, as the clock cannot be turned on. */
  readonly endsSoon?: boolean;
}

const nodes = "masters: { count: 3 }\nworkers: { count: 2 }\n";
const version = "kubernetes: { version: 1.36.4 }\n";
const operators = "operatorCidrs: [203.0.113.0/24]\n";
const running = version + nodes + operators;

/** The cluster before anything is there. */
export const creation: Scenario = { clusterFile: running };

/** Edits of the running cluster that reviews are shown with, by name of their fixture. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  nothing: { clusterFile: running },
  "kubelet-field": { clusterFile: `${running}kubelet: { extraConfig: { maxPods: 50 } }\n` },
  upgrade: { clusterFile: nodes + operators },
  "worker-added": { clusterFile: running.replace("workers: { count: 2 }", "workers: { count: 3 }") },
  "worker-removed": { clusterFile: running.replace("workers: { count: 2 }", "workers: { count: 1 }") },
  "masters-removed": { clusterFile: running.replace("masters: { count: 3 }", "masters: { count: 1 }") },
  "open-to-world": { clusterFile: `${version}${nodes}operatorCidrs: [203.0.113.0/24, 0.0.0.0/0]\n` },
  algorithm: { clusterFile: `${running}certificates: { algorithm: RSA-2048 }\n` },
  renewal: { clusterFile: running, endsSoon: true },
  "encryption-key-added": { clusterFile: `${running}encryption: { keys: [{ name: key1 }, { name: key2 }] }\n` },
  "authority-removed-early": { clusterFile: `${running}certificates: { generations: { etcd: [2] } }\n` },
  "authority-added": {
    clusterFile: `${running}certificates: { generations: { etcd: [1, 2], serviceAccount: [1, 2] } }\n`,
  },
  "master-replaced": { clusterFile: running, options: ["-replace=aws_instance.master-1"] },
  destruction: { clusterFile: running, options: ["-destroy"] },
};

/** Writes a copy of the state in which every leaf has a week left. */
function stateThatEnds(folder: string): string {
  const [name] = readdirSync(folder).filter((file) => file.endsWith(".tfstate"));
  const state = JSON.parse(readFileSync(path.join(folder, name!), "utf8")) as State;
  const week = new Date(Date.now() + 7 * 24 * 3600 * 1000);
  for (const { type, instances } of state.resources) {
    if (type !== "tls_locally_signed_cert") continue;
    for (const { attributes } of instances) attributes.validity_end_time = week.toISOString().replace(/\.\d+/, "");
  }
  writeFileSync(path.join(folder, "ending"), JSON.stringify(state));
  return "ending";
}

interface State {
  readonly resources: readonly {
    readonly type: string;
    readonly instances: readonly { readonly attributes: Record<string, unknown> }[];
  }[];
}

/** Makes plans of a cluster on an AWS of a test's own. */
export class Planner {
  constructor(
    private readonly folder: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** Makes the providers available. */
  async init(): Promise<void> {
    await this.workspace(stackOf(running)).init();
  }

  /** Brings the running cluster's state about, its steps taken for done: nothing here answers by SSH. */
  async run(): Promise<void> {
    await this.workspace(withoutProvisioners(stackOf(running))).apply();
  }

  /** The plan of a scenario as `terraform show -json` has it; what is there is as the last apply left it. */
  async plan({ clusterFile, options = [], endsSoon }: Scenario): Promise<string> {
    const workspace = this.workspace(stackOf(clusterFile));
    const state = endsSoon ? [`-state=${stateThatEnds(workspace.folder)}`] : [];
    await workspace.run("plan", "-input=false", "-refresh=false", "-out=plan", ...state, ...options);
    return workspace.run("show", "-json", "plan");
  }

  private workspace(stack: ReturnType<typeof stackOf>): Workspace {
    return new Workspace(path.join(this.folder, "stack"), stack, { ...this.environment, ...variables });
  }
}
