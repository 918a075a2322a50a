import * as z from "zod";
import { findPartition, partitionNames } from "../partition";
import { matching, text, whole, type Fault } from "./fields";

const bucketArnForm = "^arn:aws[a-z-]*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9!_.*'()/-]+)?$";

/**
 * The cluster's name. The load balancer and the target group have this name, so AWS allows 32 characters, no hyphen at
 * either end and no `internal-` in front (API reference: CreateLoadBalancer, CreateTargetGroup). Security groups have
 * it too, so it may not begin with `sg-` (CreateSecurityGroup). It is a DNS label in lower case, as Kubernetes names
 * are.
 */
export const clusterName = text(
  (name) => {
    const wanted = "1 to 32 lower-case letters, digits and hyphens, with a letter or digit at both ends";
    if (/^(internal|sg)-/.test(name)) {
      return {
        wanted: "a name that AWS does not reserve",
        remedy: `rename it: AWS reserves names that begin with ${name.split("-")[0]}-`,
      };
    }
    if (name.length > 32)
      return { wanted, remedy: `shorten it by ${name.length - 32}: it is also the name of the load balancer` };
    const repaired = name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "");
    const remedy = repaired
      ? `write ${repaired}: the name is also used for the load balancer and in DNS`
      : "give the cluster a name";
    return /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name) ? undefined : { wanted, remedy };
  },
  { pattern: "^(?!internal-|sg-)[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$" },
);

const regionForm = "^[a-z]{2,4}(-[a-z]+){1,3}-[0-9]{1,2}$";

/** The code of an AWS region, in a partition that groundup knows. */
export const region = text(
  (code) => {
    if (findPartition(code)) return undefined;
    if (new RegExp(regionForm).test(code)) {
      return {
        wanted: `a region of the partitions ${partitionNames.join(", ")}`,
        remedy: "use another region: groundup knows neither the image owners nor the host names of this one",
      };
    }
    const remedy = "write the region's code; a trailing letter belongs to a zone, not to a region";
    return { wanted: "the code of an AWS region, such as us-east-2", remedy };
  },
  { pattern: regionForm },
);

/** The name of an availability zone. Another rule checks that the zone is in the cluster's region. */
export const zone = matching("^[a-z]{2,4}(-[a-z]+){1,3}-[0-9]{1,2}[a-z]$", {
  wanted: "the name of an availability zone, such as us-east-2a",
  remedy: "write the region's code followed by the zone's letter",
});

/** An EC2 instance type, `<family>.<size>`. */
export const instanceType = matching("^[a-z][a-z0-9-]*\\.[a-z0-9-]+$", {
  wanted: "an EC2 instance type, such as t3.small",
  remedy: "write it as family, dot, size",
});

/** The name of an IAM instance profile (CreateInstanceProfile). */
export const instanceProfile = matching("^[A-Za-z0-9_+=,.@-]{1,128}$", {
  wanted: "the name of an IAM instance profile: 1 to 128 letters, digits and _ + = , . @ -",
  remedy: "write the profile's name, not its ARN or the name of its role",
});

/** The name of an S3 bucket (Amazon S3 User Guide: general purpose bucket naming rules). */
export const bucket = matching("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", {
  wanted: "the name of an S3 bucket: 3 to 63 lower-case letters, digits, dots and hyphens",
  remedy: "write the bucket's name alone, without s3:// and without a path",
});

/**
 * The name of an S3 bucket that clients reach by a host name of its own, over TLS. S3's certificate does not match a
 * bucket with dots.
 */
export const bucketHost = matching("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", {
  wanted: "the name of an S3 bucket without dots: 3 to 63 lower-case letters, digits and hyphens",
  remedy: "use hyphens instead of dots: the TLS certificate of S3 does not match a bucket with dots",
});

/** The ARN of an IAM policy, of AWS's or of an account's own. */
export const policyArn = matching("^arn:aws[a-z-]*:iam::(aws|[0-9]{12}):policy/[A-Za-z0-9_+=,.@/-]{1,512}$", {
  wanted: "the ARN of an IAM policy, such as arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
  remedy: "copy the policy's ARN",
});

/** A folder in a bucket. It allows only characters that URLs do not escape. S3 limits a whole key to 1024 bytes. */
export const keyPrefix = matching("^(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+(/(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+)*$", {
  wanted: "a folder in the bucket: letters, digits and . _ -, with single slashes between",
  remedy: "write it like backups/etcd, without a slash at either end",
});

/** The ARN of an S3 bucket, optionally with a folder, for flow logs (CreateFlowLogs). */
export const bucketArn = text(
  (arn) => {
    if (new RegExp(bucketArnForm).test(arn)) return undefined;
    const name = arn.replace(/^s3:\/\//, "");
    const remedy = /^[a-z0-9][a-z0-9.-]+$/.test(name) ? `write arn:aws:s3:::${name}` : "copy the bucket's ARN";
    return { wanted: "the ARN of an S3 bucket, such as arn:aws:s3:::my-flow-logs, perhaps with /folder", remedy };
  },
  { pattern: bucketArnForm },
);

/** The size of a root volume in GiB. The Ubuntu image needs 8; a gp3 volume has at most 16384 in every region. */
export const rootVolumeGiB = whole(8, 16384, "the Ubuntu image needs 8 GiB, a gp3 volume holds 16384");

/** The size of an etcd volume in GiB. etcd needs 4 for its quota, and 4 more while it defragments. */
export const etcdVolumeGiB = whole(8, 16384, "etcd needs 8 GiB for its quota of 4, a gp3 volume holds 16384");

/** The path of a private key on the operator's machine. The key itself must never be in the cluster file. */
export const privateKeyFile = text(
  (path) => {
    const wanted = "the path of a private key file";
    if (path.includes("PRIVATE KEY")) {
      // Never echo it: the message may end up in a build log.
      return {
        found: "a private key",
        wanted,
        remedy: "write the key to a file outside the repository, and name that file",
      };
    }
    // Nothing expands variables: Terraform's pathexpand replaces only the home directory.
    if (/^\$\w|\$\{/.test(path)) return { wanted, remedy: "write ~/ for the home directory, or the path in full" };
    return path.trim() === ""
      ? { wanted, remedy: "name the file, or remove the key and set ssh.agent: true" }
      : undefined;
  },
  { minLength: 1 },
);

// The characters that AWS allows in tags; every service used here accepts them (Tagging AWS resources: naming limits).
// Editors check only the lengths: not all of them support Unicode classes in a pattern.
const tagCharacters = /^[\p{L}\p{Z}\p{N}_.:/=+@-]*$/u;

const tagKey = text((key) => tagFault(key, 1, 128) ?? reservedTagKey(key), { minLength: 1, maxLength: 128 });

const tagValue = text((value) => tagFault(value, 0, 256), { maxLength: 256 });

/** Tags, as AWS accepts them. */
export const tags = z.record(tagKey, tagValue);

function tagFault(value: string, shortest: number, longest: number): Fault | undefined {
  if (value.length >= shortest && value.length <= longest && tagCharacters.test(value)) return undefined;
  return {
    wanted: `${shortest} to ${longest} letters, digits, spaces and _ . : / = + - @`,
    remedy: "shorten it, or remove the other characters",
  };
}

function reservedTagKey(key: string): Fault | undefined {
  if (/^aws:/i.test(key))
    return { wanted: "a tag key that does not begin with aws:", remedy: "rename it: AWS reserves the prefix aws:" };
  if (key === "Name")
    return { wanted: "a tag other than Name", remedy: "remove it: groundup sets the tag Name of each resource" };
  return undefined;
}
