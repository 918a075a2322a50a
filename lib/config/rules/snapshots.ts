import type { Rule } from "./rule";

const roleForUploads: Rule["check"] = ({ etcd: { snapshots }, masters }) =>
  !snapshots.s3 || masters.instanceProfile
    ? []
    : [
        {
          path: "masters.instanceProfile",
          found: "nothing, and etcd.snapshots.s3 names a bucket",
          wanted: "a role that may write to the bucket: masters have no other credentials",
          remedy:
            "set an instance profile whose role has the permissions in docs/security.md, or remove etcd.snapshots.s3",
        },
      ];

/** Warns about plain HTTP: the request signature protects a snapshot's integrity, but does not encrypt it. */
const readableOnTheWay: Rule["check"] = ({ etcd: { snapshots } }) =>
  snapshots.s3?.endpoint.startsWith("http:")
    ? [
        {
          path: "etcd.snapshots.s3.endpoint",
          found: `${snapshots.s3.endpoint}, without TLS`,
          wanted: "https: anyone on the network path can read all of etcd, except the data that is encrypted at rest",
          remedy: "if the store has a certificate that Ubuntu trusts, use https://",
        },
      ]
    : [];

/** Rules for uploading snapshots. */
export const snapshotRules: readonly Rule[] = [
  { reads: ["etcd.snapshots.s3", "masters.instanceProfile"], check: roleForUploads },
];

/** Warnings about snapshots that others can read. */
export const snapshotWarnings: readonly Rule[] = [{ reads: ["etcd.snapshots.s3"], check: readableOnTheWay }];
