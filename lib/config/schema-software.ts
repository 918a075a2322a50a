import * as z from "zod";
import { bucket, keyPrefix, region } from "./aws-fields";
import { matching, refusing, someText, text, whole, type Fault } from "./fields";

// A hundred years: beyond any cluster, and well below where Go's durations end.
const longestHours = 876_000;
const hours = whole(1, longestHours, "8760 hours are a year, 876000 a hundred");

// Upper bounds of RFC 5280, appendix A.
const subject = z.strictObject({
  country: matching("^[A-Z]{2}$", { wanted: "two capital letters", remedy: "write the ISO 3166 code, such as GB" })
    .optional()
    .describe("C: the country's code. Left out: none."),
  province: someText(128, "shorten it: RFC 5280 allows 128")
    .optional()
    .describe("ST: state or province. Left out: none."),
  locality: someText(128, "shorten it: RFC 5280 allows 128").optional().describe("L: town. Left out: none."),
  organizationalUnit: someText(64, "shorten it: RFC 5280 allows 64")
    .optional()
    .describe("OU: part of the organization. Left out: none."),
});

const generation = whole(1, 9999, "a generation is named by its number");

const generationList = z
  .array(generation)
  .check(refusing(generationsFault))
  .default([1])
  .meta({ minItems: 1, maxItems: 2, uniqueItems: true });

const generations = z.strictObject({
  kubernetes: generationList.describe("The authority of the API server, its clients and the kubelets."),
  etcd: generationList.describe("The authority of etcd and its clients."),
  frontProxy: generationList.describe("The authority of the front proxy, for aggregated APIs."),
  serviceAccount: generationList.describe("The key pair that signs the tokens of service accounts."),
});

const certificates = z.strictObject({
  algorithm: z
    .enum(["ECDSA-P256", "RSA-2048"])
    .default("ECDSA-P256")
    .describe("The kind of all private keys; RSA-2048 is the guide's choice."),
  subject: subject
    .prefault({})
    .describe("What every subject carries besides CN and O, which Kubernetes reads as user and groups."),
  validityHours: hours.default(8760).describe("How long a certificate is valid, in hours."),
  renewBeforeHours: hours
    .default(720)
    .describe("How long before its end a certificate is renewed by the next apply, in hours."),
  authorityValidityHours: hours.default(87600).describe("How long the three authorities are valid, in hours."),
  generations: generations
    .prefault({})
    .describe(
      "Generations of what others are trusted by: the first signs, all are trusted. To rotate: add, move, drop.",
    ),
});

/** A SHA-256 as programs print it, with or without its algorithm in front; the digits alone are kept. */
export const digest = matching("^(sha256:)?[0-9a-fA-F]{64}$", {
  wanted: "a SHA-256: 64 hexadecimal digits",
  remedy: "write what sha256sum prints for the file",
}).transform((value) => value.replace("sha256:", "").toLowerCase());

/** The address something is downloaded from. */
export const downloadUrl = text(downloadFault, { format: "uri" });

/** A URL that paths are put behind. */
const baseUrl = text((value) => downloadFault(value) ?? mirrorFault(value), { format: "uri" });

const artifacts = z.strictObject({
  mirror: baseUrl
    .optional()
    .describe(
      "Where nodes download instead: https://host/path becomes <mirror>/host/path. No slash at its end. Left out: the release hosts.",
    ),
  checksums: someText(4096, "name the file, or remove the key")
    .optional()
    .describe(
      "A JSON file of URL to SHA-256 that replaces known digests. Relative to the cluster file. Left out: groundup's own.",
    ),
  imageArchives: z
    .array(
      z.strictObject({
        url: downloadUrl.describe("Where the archive is, mirrored like all else."),
        sha256: digest.describe("The archive's SHA-256."),
      }),
    )
    .default([])
    .describe(
      "Container images as OCI or docker archives, which workers import: for sites without a registry. Left out: none.",
    ),
});

const snapshotBucket = z.strictObject({
  bucket: bucket.describe("The bucket, which must exist."),
  prefix: keyPrefix
    .optional()
    .describe("The folder in the bucket, with one in it for each master. Left out: the cluster's name."),
  region: region.optional().describe("The bucket's region. Left out: the cluster's."),
  endpoint: baseUrl
    .optional()
    .describe(
      "Where S3 is reached: for VPC endpoints, and stores that speak S3's language. No slash at its end. Left out: S3 of the region.",
    ),
});

const snapshots = z.strictObject({
  everyHours: whole(1, 168, "hourly is the most often, weekly the least")
    .default(6)
    .describe("How long after a snapshot each master takes the next one, in hours."),
  keep: whole(1, 1000, "the masters' disks hold them")
    .default(12)
    .describe("How many snapshots each master keeps; fewer where its disk has no room for them."),
  s3: snapshotBucket
    .optional()
    .describe(
      "A bucket that gets a copy of every snapshot, with the rights of masters.instanceProfile. Left out: there are none.",
    ),
});

const registryHost = matching("^(_default|[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?)$", {
  wanted: "a registry by the host in its images' names, such as docker.io, or _default for all others",
  remedy: "write the host alone, without https:// and without a path",
});

const registry = z.strictObject({
  server: baseUrl
    .optional()
    .describe("Where the registry itself is, asked when no mirror answers. Left out: https:// and its name."),
  mirrors: z
    .array(baseUrl)
    .check(refusing(mirrorsTwice))
    .describe("URLs that are asked first, in this order. Credentials are the pods' (imagePullSecrets)."),
});

const extraConfig = z.record(z.string(), z.unknown()).default({});

/** What is downloaded, certified and set on the nodes. */
export const softwareSections = {
  certificates: certificates.prefault({}).describe("Keys and lifetimes of the cluster's certificates."),
  artifacts: artifacts.prefault({}).describe("Where downloads come from, and what they must hash to."),
  etcd: z
    .strictObject({ snapshots: snapshots.prefault({}).describe("Snapshots on the masters, to restore from.") })
    .prefault({})
    .describe("etcd on the masters."),
  kubelet: z
    .strictObject({ extraConfig: extraConfig.describe("Keys for KubeletConfiguration, besides those groundup owns.") })
    .prefault({})
    .describe("The kubelet on the workers."),
  kubeProxy: z
    .strictObject({
      mode: z.enum(["nftables", "iptables"]).default("nftables").describe("What kube-proxy programs Services with."),
      extraConfig: extraConfig.describe("Keys for KubeProxyConfiguration, besides those groundup owns."),
    })
    .prefault({})
    .describe("kube-proxy on the workers."),
  containerd: z
    .strictObject({
      registries: z
        .record(registryHost, registry)
        .default({})
        .describe("Where images of a registry are pulled from instead, by the registry's name. Left out: each itself."),
      extraConfig: extraConfig.describe("Keys for containerd's config.toml, besides those groundup owns."),
    })
    .prefault({})
    .describe("containerd on the workers."),
};

/** The first signs, and the others are trusted besides: one that is to come, or one that is to go. */
function generationsFault(list: readonly number[]): Fault | undefined {
  const wanted = "one or two generations, each once: the first signs, both are trusted";
  if (list.length === 0) return { found: "an empty list", wanted, remedy: "write [1], or remove the key" };
  if (list.length > 2) return { wanted, remedy: "drop those that sign nothing any more" };
  return new Set(list).size === list.length ? undefined : { wanted, remedy: "remove the second of the same number" };
}

function mirrorsTwice(list: readonly string[]): Fault | undefined {
  const wanted = "at least one mirror, each once";
  if (list.length === 0) return { found: "an empty list", wanted, remedy: "add one, or remove the registry" };
  return new Set(list).size === list.length ? undefined : { wanted, remedy: "remove the second of the same URL" };
}

function downloadFault(value: string): Fault | undefined {
  const wanted = "an http or https URL";
  const url = URL.canParse(value) ? new URL(value) : undefined;
  // A URL's parser leaves line ends out, and spaces at either end: what would be written on nodes has them.
  if (!url || /\s/.test(value) || !["http:", "https:"].includes(url.protocol))
    return { wanted, remedy: "write it with https:// in front" };
  if (!url.username && !url.password) return undefined;
  // Never echo it: the password would reach logs, and the synthesized JSON.
  return { found: "a URL with a password", wanted, remedy: "remove user and password: every node would be told them" };
}

function mirrorFault(value: string): Fault | undefined {
  if (/[?#]/.test(value)) return { wanted: "a URL to put paths behind", remedy: "remove what follows ? or #" };
  if (!value.endsWith("/")) return undefined;
  return { wanted: "a URL without a slash at its end", remedy: `write ${value.replace(/\/+$/, "")}` };
}
