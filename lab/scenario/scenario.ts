import type { Mapping } from "../../lib/mapping";
import type { Budget } from "./load/budget";
import type { Load } from "./load/load";
import type { ScenarioRun } from "./run";

/** A change or damage to a cluster, and what must hold during and after it. */
export interface Scenario {
  readonly name: string;
  /** What the scenario shows, as a clause for the documentation. */
  readonly shows: string;
  /** The cluster file from which it starts. */
  readonly start: Mapping;
  /** What the scenario may cost the clients of the cluster. @default no client uses the cluster */
  readonly budget?: Budget;
  /** Nodes whose machines are removed meanwhile: no client of the load may run on them. @default none */
  readonly goes?: readonly string[];
  /**
   * Runs the scenario, under this load if there is a budget. An exception fails the scenario, and the lab is left as it
   * is.
   */
  readonly play: (run: ScenarioRun, load?: Load) => Promise<void>;
  /** A short form, which runs on any cluster and leaves the cluster as it was. @default there is none */
  readonly playShort?: (run: ScenarioRun) => Promise<void>;
}

/** Three masters and two workers: the smallest cluster that can lose any one machine. */
export const smallest: Mapping = { masters: { count: 3 }, workers: { count: 2 } };
