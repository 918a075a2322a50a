import type { Cluster } from "../../lib/cluster";
import type { Outputs } from "./outputs";
import type { ExecuteOptions, Output } from "./execute";
import type { SshLogin } from "./ssh";

/** A file that a node asked a mirror of artifacts for. */
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

/** A stack, and the Terraform that knows its state. */
export interface Stack {
  readonly folder: string;
  /** Runs Terraform in the folder. */
  readonly terraform: (args: readonly string[], options?: ExecuteOptions) => Promise<Output>;
  /** Logs of what Terraform has said when it was applied; none where nobody keeps them. */
  readonly logs: readonly string[];
}

/** What a scan needs beside the machines. */
export interface Scanned {
  /** An address of the operator's machine that `operatorCidrs` has not. */
  readonly stranger: string;
  /** The load balancer's presence in each subnet. */
  readonly loadBalancers: readonly { readonly address: string; readonly publicAddress?: string }[];
}

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
  /** Where the stack was applied; missing when there is none. */
  readonly stack?: Stack;
  /** What may be scanned; missing where the network is somebody else's: outside of the lab. */
  readonly scanned?: Scanned;
  /** Health of the load balancer's targets; missing where nobody says. */
  readonly targets?: () => readonly TargetHealth[];
  /** What nodes asked the mirror for; missing where nobody says. */
  readonly downloads?: () => readonly Download[];
}
