import type { Mapping } from "../../lib/mapping";
import type { Budget } from "./load/budget";
import type { Load } from "./load/load";
import type { ScenarioRun } from "./run";

/** Something that is done to a cluster, and what must hold meanwhile and after. */
export interface Scenario {
  readonly name: string;
  /** What it shows, as a sentence for the documentation. */
  readonly shows: string;
  /** The cluster file that it starts from. */
  readonly start: Mapping;
  /** What it may cost those who use the cluster; left out, the cluster is not used meanwhile. */
  readonly budget?: Budget;
  /** Nodes whose machines go meanwhile: no client of the load stands on them. Default: none. */
  readonly goes?: readonly string[];
  /** Does it, to a cluster under this load if there is a budget. Whatever it throws fails the scenario, and the lab is left as it is. */
  readonly play: (run: ScenarioRun, load?: Load) => Promise<void>;
}

/** Three masters and two workers: the smallest cluster that can do without any one machine. */
export const smallest: Mapping = { masters: { count: 3 }, workers: { count: 2 } };
