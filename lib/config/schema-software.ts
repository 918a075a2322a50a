import * as z from "zod";
import { bucket, keyPrefix, region } from "./aws-fields";
import { matching, refusing, someText, text, whole, type Fault } from "./fields";

// A hundred years: longer than any cluster lives, and far below the limit of Go's durations.
const longestHours = 876_000;
const hours = whole(1, longestHours, "8760 hours are a year, 876000 a hundred");

// Upper bounds of RFC 5280, appendix A.
const subject = z.strictObject({
  country: matching("^[A-Z]{2}$", { wanted: "two capital letters", remedy: "write the ISO 3166 code, such as GB" })
    .optional()
    .describe("C, the country code. Default: none."),
  province: someText(128, "shorten it: RFC 5280 allows 128")
    .optional()
    .describe("ST, the state or province. Default: none."),
  locality: someText(128, "shorten it: RFC 5280 allows 128").optional().describe("L, the city. Default: none."),
  organizationalUnit: someText(64, "shorten it: RFC 5280 allows 64")
    .optional()
    .describe("OU, the organizational unit. Default: none."),
});

const generation = whole(1, 9999, "a generation is named by its number");

const generationList = z
  .array(generation)
  .check(refusing(generationsFault))
  .default([1])
  .meta({ minItems: 1, maxItems: 2, uniqueItems: true });

const generations = z.strictObject({
  kubernetes: generationList.describe("The CA of the API server, its clients and the kubelets."),
  etcd: generationList.describe("The CA of etcd and its clients."),
  frontProxy: generationList.describe("The CA of the front proxy, for aggregated APIs."),
  serviceAccount: generationList.describe("The key pair that signs service account tokens."),
});

const certificates = z.strictObject({
  algorithm: z.enum(["ECDSA-P256", "RSA-2048"]).default("ECDSA-P256").describe("The type of all private keys."),
  subject: subject
    .prefault({})
    .describe("Additional fields in the subject of every certificate. Kubernetes uses CN and O as user and group."),
  validityHours: hours.default(8760).describe("The lifetime of a certificate, in hours."),
  renewBeforeHours: hours
    .default(720)
    .describe("The next plan renews a certificate that ends within this time, in hours."),
  authorityValidityHours: hours
    .default(87600)
    .describe("The lifetime of the CAs (Kubernetes, etcd, front proxy), in hours."),
  generations: generations
    .prefault({})
    .describe(
      "Generations of the CAs and of the service account key pair. The first one signs; all listed ones are trusted. To rotate: append the new one, move it to the front, then remove the old one, with an apply after each edit.",
    ),
});

/** A SHA-256, with or without the prefix `sha256:`. The value is its digits in lower case. */
export const digest = matching("^(sha256:)?[0-9a-fA-F]{64}$", {
  wanted: "a SHA-256: 64 hexadecimal digits",
  remedy: "write what sha256sum prints for the file",
}).transform((value) => value.replace("sha256:", "").toLowerCase());

/** The URL of a download. */
export const downloadUrl = text(downloadFault, { format: "uri" });

/** Matches an image with its tag. The image's host has a dot or a port. */
const image = /^[a-z0-9][a-z0-9-]*[.:][a-z0-9.:-]+(\/[a-z0-9._-]+)+:\w[\w.-]{0,127}$/;

/** The name of something with a SHA-256: a file by its URL, or an image by its name and tag. */
export const pinnedName = text((value) => (image.test(value) ? undefined : downloadFault(value)));

/** A base URL, to which paths are appended. */
const baseUrl = text((value) => downloadFault(value) ?? mirrorFault(value), { format: "uri" });

const artifacts = z.strictObject({
  mirror: baseUrl
    .optional()
    .describe(
      "The URL of a mirror. Nodes download https://host/path from <mirror>/host/path. No slash at the end. Default: the release hosts.",
    ),
  checksums: someText(4096, "name the file, or remove the key")
    .optional()
    .describe(
      "The path of a JSON file that maps URLs, and images with their tags, to SHA-256. These digests replace groundup's digests. The path is relative to the cluster file. Default: groundup's digests.",
    ),
  imageArchives: z
    .array(
      z.strictObject({
        url: downloadUrl.describe(
          "The URL of the archive. If artifacts.mirror is set, nodes download the archive from the mirror.",
        ),
        sha256: digest.describe("The SHA-256 of the archive."),
      }),
    )
    .default([])
    .describe(
      "Container images as OCI or docker archives that workers import, for sites without a registry. Default: none.",
    ),
});

const snapshotBucket = z.strictObject({
  bucket: bucket.describe("An existing bucket."),
  prefix: keyPrefix
    .optional()
    .describe(
      "The folder in the bucket. Each master writes to its own subfolder, such as master-0. Default: the name of the cluster.",
    ),
  region: region.optional().describe("The region of the bucket. Default: the cluster's region."),
  endpoint: baseUrl
    .optional()
    .describe(
      "The URL of S3, for VPC endpoints and S3-compatible stores. No slash at the end. Default: S3 of the region.",
    ),
});

const snapshots = z.strictObject({
  everyHours: whole(1, 168, "at most one an hour, at least one a week")
    .default(6)
    .describe("The interval between snapshots on each master, in hours."),
  keep: whole(1, 1000, "snapshots are on the masters' disks")
    .default(12)
    .describe("How many snapshots each master keeps. A master with a small disk keeps fewer."),
  s3: snapshotBucket
    .optional()
    .describe(
      "A bucket that gets a copy of every snapshot. Masters upload with the role of masters.instanceProfile, which is then required. Default: no copies.",
    ),
});

const registryHost = matching("^(_default|[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?)$", {
  wanted: "a registry by the host in its images' names, such as docker.io, or _default for all others",
  remedy: "write the host alone, without https:// and without a path",
});

const registry = z.strictObject({
  server: baseUrl
    .optional()
    .describe("The URL of the registry itself, used if no mirror answers. Default: https:// and the registry's name."),
  mirrors: z
    .array(baseUrl)
    .check(refusing(mirrorsTwice))
    .describe(
      "URLs of mirrors. containerd tries the mirrors in this order, before the registry. Credentials come from the pods' imagePullSecrets.",
    ),
});

const extraConfig = z.record(z.string(), z.unknown()).default({});

/** The sections about software: downloads, certificates, and settings of programs on nodes. */
export const softwareSections = {
  certificates: certificates.prefault({}).describe("Keys and lifetimes of the cluster's certificates."),
  artifacts: artifacts.prefault({}).describe("The sources of downloads, and their SHA-256."),
  etcd: z
    .strictObject({ snapshots: snapshots.prefault({}).describe("Snapshots of etcd on the masters.") })
    .prefault({})
    .describe("etcd on the masters."),
  kubelet: z
    .strictObject({
      extraConfig: extraConfig.describe("Keys for KubeletConfiguration, except those that groundup sets."),
    })
    .prefault({})
    .describe("The kubelet on the workers."),
  kubeProxy: z
    .strictObject({
      mode: z.enum(["nftables", "iptables"]).default("nftables").describe("How kube-proxy implements Services."),
      extraConfig: extraConfig.describe("Keys for KubeProxyConfiguration, except those that groundup sets."),
    })
    .prefault({})
    .describe("kube-proxy on the workers."),
  containerd: z
    .strictObject({
      registries: z
        .record(registryHost, registry)
        .default({})
        .describe("Mirrors of image registries, by the registry's name. Default: no mirrors."),
      extraConfig: extraConfig.describe("Keys for containerd's config.toml, except those that groundup sets."),
    })
    .prefault({})
    .describe("containerd on the workers."),
  networkPolicy: z
    .boolean()
    .default(true)
    .describe("Whether NetworkPolicies are enforced, by kube-router's firewall on every worker."),
  metrics: z
    .boolean()
    .default(true)
    .describe("Whether the cluster runs metrics-server: `kubectl top` and the HorizontalPodAutoscaler need it."),
};

/**
 * Checks a list of generations. The first one signs. A second one is trusted too: it is the next one, or the previous
 * one.
 */
function generationsFault(list: readonly number[]): Fault | undefined {
  const wanted = "one or two generations, each once: the first signs, both are trusted";
  if (list.length === 0) return { found: "an empty list", wanted, remedy: "write [1], or remove the key" };
  const found = `[${list.join(", ")}]`;
  if (list.length > 2) return { found, wanted, remedy: "remove the generations that no longer sign anything" };
  return new Set(list).size === list.length ? undefined : { found, wanted, remedy: "remove the repeated number" };
}

function mirrorsTwice(list: readonly string[]): Fault | undefined {
  const wanted = "at least one mirror, each once";
  if (list.length === 0) return { found: "an empty list", wanted, remedy: "add one, or remove the registry" };
  return new Set(list).size === list.length ? undefined : { wanted, remedy: "remove the repeated URL" };
}

function downloadFault(value: string): Fault | undefined {
  const wanted = "an http or https URL";
  const url = URL.canParse(value) ? new URL(value) : undefined;
  // The URL parser drops line ends, and spaces at both ends. The text for nodes would still contain them, so they are
  // refused.
  if (!url || /\s/.test(value) || !["http:", "https:"].includes(url.protocol))
    return { wanted, remedy: "write it with https:// in front" };
  if (!url.username && !url.password) return undefined;
  // Never echo it: the password would be in logs and in the synthesized JSON.
  return { found: "a URL with a password", wanted, remedy: "remove user and password: every node would receive them" };
}

function mirrorFault(value: string): Fault | undefined {
  if (/[?#]/.test(value))
    return { wanted: "a URL to which paths can be added", remedy: "remove the part that begins with ? or #" };
  if (!value.endsWith("/")) return undefined;
  return { wanted: "a URL without a slash at its end", remedy: `write ${value.replace(/\/+$/, "")}` };
}
