import type { ClusterConfig } from "../lib/config";
import type { Component } from "./component";
import { paths } from "../lib/contract/paths";

/** The settings of the snapshot scripts: the number of snapshots to keep, and the destination of copies. */
function settings({ keep, s3 }: ClusterConfig["etcd"]["snapshots"]): string[] {
  const copies = s3 ? [`s3=${s3.endpoint}/${s3.bucket}/${s3.prefix}`, `region=${s3.region}`] : [];
  return [`keep=${keep}`, ...copies];
}

/** Snapshots of etcd on every master, taken by a timer. `node/etcd-restore` restores one. */
export const etcdSnapshots: Component = {
  name: "etcd-snapshots",
  roles: ["master"],
  files: ({ config: { etcd } }) => [
    // Each run reads this file, so a change needs no restart.
    { path: `${paths.etcd}/snapshots`, mode: "0644", reloads: true, lines: settings(etcd.snapshots) },
  ],
  service: ({ config }) => ({
    name: "etcd-snapshot",
    description: "Snapshot of etcd",
    documentation: "https://etcd.io/docs/v3.6/op-guide/recovery/",
    unit: { After: "etcd.service" },
    program: `${paths.scripts}/etcd-snapshot`,
    flags: {},
    service: {
      Type: "oneshot",
      Nice: 10,
      IOSchedulingClass: "idle",
      // This is not a part of the snapshot script, because an update waits for that script. An update must not fail
      // because S3 is unavailable.
      ...(config.etcd.snapshots.s3 ? { ExecStartPost: `${paths.scripts}/etcd-snapshot-upload` } : {}),
    },
    confinement: {
      settings: {},
      needs: {
        everything: "a sandbox was not tested; it is a script that root runs for a few seconds every few hours",
      },
      exposure: 9.6,
    },
    timer: {
      OnActiveSec: "10min",
      OnUnitActiveSec: `${config.etcd.snapshots.everyHours}h`,
      // The masters take their snapshots at different times.
      RandomizedDelaySec: "10min",
    },
  }),
};
