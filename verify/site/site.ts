import type { Cluster } from "../../lib/cluster";
import type { Outputs } from "./outputs";
import type { ExecuteOptions, Output } from "./execute";
import type { SshLogin } from "./ssh";

/** A file that a node requested from a mirror of artifacts. */
export interface Download {
  readonly from: string;
  /** Path below the mirror: `/<host>/<path>`. */
  readonly path: string;
  /** HTTP status of the answer. */
  readonly status: number;
}

/** Health of a target as one node of the load balancer sees it, in AWS's words. */
export interface TargetHealth {
  readonly node: string;
  /** `<id>:<port>` */
  readonly target: string;
  readonly state: string;
  readonly reason: string;
}

/** A stack, and the Terraform with its state. */
export interface Stack {
  readonly folder: string;
  /** Runs Terraform in the folder. */
  readonly terraform: (args: readonly string[], options?: ExecuteOptions) => Promise<Output>;
  /** Logs of Terraform's output during applies; empty if nobody keeps them. */
  readonly logs: readonly string[];
}

/** What a scan needs in addition to the machines. */
export interface Scanned {
  /** An address of the operator's machine that is not in `operatorCidrs`. */
  readonly stranger: string;
  /** The addresses of the load balancer in each subnet. */
  readonly loadBalancers: readonly { readonly address: string; readonly publicAddress?: string }[];
}

/** Where a cluster is and how to reach it: everything that differs between the lab and AWS. */
export interface Site {
  /** Its name, for people. */
  readonly name: string;
  /** The kubectl program with the flags that connect it to the cluster. */
  readonly kubectl: readonly string[];
  /** The command line that runs a program on the operator's side. */
  readonly asOperator: (command: readonly string[]) => string[];
  /** A folder for files of this run; removed at its end. */
  readonly folder: string;
  /** The cluster file; undefined if there is none. */
  readonly plan?: Cluster;
  /** Terraform's outputs; undefined if there is no stack. */
  readonly outputs?: Outputs;
  /** How to log in to nodes; undefined if there is no key. */
  readonly login?: SshLogin;
  /** Where the stack was applied; undefined if there is none. */
  readonly stack?: Stack;
  /** What may be scanned; undefined outside the lab, where networks belong to others. */
  readonly scanned?: Scanned;
  /** Health of the load balancer's targets; undefined if it is unknown. */
  readonly targets?: () => readonly TargetHealth[];
  /** The nodes' requests to the mirror; undefined if they are unknown. */
  readonly downloads?: () => readonly Download[];
}
