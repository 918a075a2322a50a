import { partitionOf, s3Endpoint } from "../../partition";
import type { Problem } from "../problem";
import type { Rule } from "./rule";

/** The partition and the region in an ARN: `arn:PARTITION:SERVICE:REGION:...`. */
function placeOf(arn: string): { partition: string; region: string } {
  const [, partition = "", , region = ""] = arn.split(":");
  return { partition, region };
}

/** Refuses a bucket in another partition: flow logs cannot cross partitions. */
const flowLogsHere: Rule["check"] = ({ region, network: { flowLogs } }) => {
  if (!flowLogs) return [];
  const { name } = partitionOf(region);
  if (placeOf(flowLogs.s3).partition === name) return [];
  return [
    {
      path: "network.flowLogs.s3",
      found: `${flowLogs.s3}, outside the partition of ${region}`,
      wanted: `the ARN of a bucket in the partition ${name}: arn:${name}:s3:::...`,
      remedy: `use a bucket of an account in ${name}`,
    },
  ];
};

/** S3 encrypts with keys of the bucket's own region (Amazon S3 User Guide: Specifying server-side encryption with KMS). */
const keyBesideState: Rule["check"] = ({ backend: { s3 } }) => {
  if (!s3?.kmsKeyId?.startsWith("arn:")) return [];
  const { name } = partitionOf(s3.region);
  const { partition, region } = placeOf(s3.kmsKeyId);
  if (partition === name && region === s3.region) return [];
  return [
    {
      path: "backend.s3.kmsKeyId",
      found: `${s3.kmsKeyId}, a key of ${region} in the partition ${partition}`,
      wanted: `a key of backend.s3.region, ${s3.region}, in the partition ${name}: S3 cannot use any other key`,
      remedy: "use a key of that region, or correct the region",
    },
  ];
};

/** A role's credentials are valid only in its own partition. An S3-compatible store outside AWS has no partitions. */
const snapshotsHere: Rule["check"] = ({ region, etcd: { snapshots } }): Problem[] => {
  if (!snapshots.s3 || snapshots.s3.endpoint !== s3Endpoint(snapshots.s3.region)) return [];
  const [here, there] = [partitionOf(region), partitionOf(snapshots.s3.region)];
  if (here === there) return [];
  return [
    {
      path: "etcd.snapshots.s3.region",
      found: `${snapshots.s3.region}, in the partition ${there.name}`,
      wanted: `a region of the partition ${here.name}: the masters' role has no permissions in another`,
      remedy: `use a bucket in the partition of ${region}`,
    },
  ];
};

/** Rules for what must be in the same AWS partition. */
export const partitionRules: readonly Rule[] = [
  { reads: ["region", "network.flowLogs"], check: flowLogsHere },
  { reads: ["backend.s3"], check: keyBesideState },
  { reads: ["region", "etcd.snapshots.s3"], check: snapshotsHere },
];
