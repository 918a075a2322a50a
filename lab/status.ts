import { existsSync, readFileSync } from "node:fs";
import type { InstanceState } from "./aws/inventory";
import type { DiskStatus } from "./instances/disks";
import type { TargetHealth } from "./nlb/target-states";
import { files } from "./settings";

/** The last result of the supervisor, for `status` and for checks. */
export interface Status extends DiskStatus {
  readonly instances: readonly InstanceStatus[];
  readonly loadBalancers: readonly {
    node: string;
    name: string;
    dnsName: string;
    address: string;
    publicAddress?: string;
  }[];
  readonly targets: readonly TargetHealth[];
}

export interface InstanceStatus {
  readonly id: string;
  readonly name: string;
  readonly state: InstanceState;
  readonly privateAddress: string;
  readonly publicAddress?: string;
  /** Name of its link on the fabric. */
  readonly link: string;
  /** When it was started, and when SSH first answered; milliseconds since 1970. */
  readonly started?: number;
  readonly ssh?: number;
}

/** Reads the supervisor's last result; undefined if there is no lab. */
export function readStatus(): Status | undefined {
  return existsSync(files.status) ? (JSON.parse(readFileSync(files.status, "utf8")) as Status) : undefined;
}
