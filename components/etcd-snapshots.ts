import type { Component } from "./component";
import { paths } from "./paths";

/** Snapshots of etcd on every master, taken by a timer; `files/etcd-restore` puts one back. */
export const etcdSnapshots: Component = {
  name: "etcd-snapshots",
  roles: ["master"],
  files: ({ config }) => [
    // Read by each run.
    { path: "/etc/etcd/snapshots", mode: "0644", reloads: true, lines: [`keep=${config.etcd.snapshots.keep}`] },
  ],
  service: ({ config }) => ({
    name: "etcd-snapshot",
    description: "Snapshot of etcd",
    documentation: "https://etcd.io/docs/v3.6/op-guide/recovery/",
    unit: { After: "etcd.service" },
    program: `${paths.scripts}/etcd-snapshot`,
    flags: {},
    service: { Type: "oneshot", Nice: 10, IOSchedulingClass: "idle" },
    confinement: {
      settings: {},
      needs: { everything: "it has not been tried confined: a script of root's, which runs for moments" },
      exposure: 9.6,
    },
    timer: {
      OnActiveSec: "10min",
      OnUnitActiveSec: `${config.etcd.snapshots.everyHours}h`,
      // Masters take theirs one after the other.
      RandomizedDelaySec: "10min",
    },
  }),
};
