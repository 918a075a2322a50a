import type { Cluster } from "../../../lib/cluster";
import type { Download } from "../../mirror/log";
import type { TargetHealth } from "../../nlb/control";
import type { Outputs } from "./outputs";
import type { SshLogin } from "./ssh";

/** Where a cluster stands and how it is reached: all that differs between the lab and AWS. */
export interface Site {
  /** What people call it. */
  readonly name: string;
  /** The kubectl program with the flags that lead it to the cluster. */
  readonly kubectl: readonly string[];
  /** The command line that runs a program where the operator stands. */
  readonly asOperator: (command: readonly string[]) => string[];
  /** A folder for files of this run; removed at its end. */
  readonly folder: string;
  /** What the cluster file says; missing when there is none. */
  readonly plan?: Cluster;
  /** What Terraform put out; missing when there is no stack. */
  readonly outputs?: Outputs;
  /** How to log in to nodes; missing when there is no key. */
  readonly login?: SshLogin;
  /** Health of the load balancer's targets; missing where nobody says. */
  readonly targets?: () => readonly TargetHealth[];
  /** What nodes asked the mirror for; missing where nobody says. */
  readonly downloads?: () => readonly Download[];
}
