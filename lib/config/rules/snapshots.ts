import type { Rule } from "./rule";

const roleForUploads: Rule["check"] = ({ etcd: { snapshots }, masters }) =>
  !snapshots.s3 || masters.instanceProfile
    ? []
    : [
        {
          path: "masters.instanceProfile",
          found: "nothing, and etcd.snapshots.s3 has a bucket",
          wanted: "a role that may write there: masters have no other credentials",
          remedy: "name an instance profile whose role has the rights of docs/security.md, or remove etcd.snapshots.s3",
        },
      ];

/** A signature covers what is sent, and hides none of it. */
const readableOnTheWay: Rule["check"] = ({ etcd: { snapshots } }) =>
  snapshots.s3?.endpoint.startsWith("http:")
    ? [
        {
          path: "etcd.snapshots.s3.endpoint",
          found: `${snapshots.s3.endpoint}, without TLS`,
          wanted: "https: whoever is on the way reads all of etcd, but for what is encrypted in it",
          remedy: "write https:// in front, where the store has a certificate that Ubuntu trusts",
        },
      ]
    : [];

/** What copies of snapshots need besides their own keys. */
export const snapshotRules: readonly Rule[] = [
  { reads: ["etcd.snapshots.s3", "masters.instanceProfile"], check: roleForUploads },
];

/** What can be built, and shows data to others. */
export const snapshotWarnings: readonly Rule[] = [{ reads: ["etcd.snapshots.s3"], check: readableOnTheWay }];
