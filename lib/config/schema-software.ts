import * as z from "zod";
import { matching, someText, text, whole, type Fault } from "./fields";

// A hundred years: beyond any cluster, and well below where Go's durations end.
const longestHours = 876_000;
const hours = whole(1, longestHours, "8760 hours are a year, 876000 a hundred");

// Upper bounds of RFC 5280, appendix A.
const subject = z.strictObject({
  country: matching("^[A-Z]{2}$", { wanted: "two capital letters", remedy: "write the ISO 3166 code, such as GB" })
    .optional()
    .describe("C: the country's code."),
  province: someText(128, "shorten it: RFC 5280 allows 128").optional().describe("ST: state or province."),
  locality: someText(128, "shorten it: RFC 5280 allows 128").optional().describe("L: town."),
  organizationalUnit: someText(64, "shorten it: RFC 5280 allows 64")
    .optional()
    .describe("OU: part of the organization."),
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
});

/** A SHA-256 as programs print it, with or without its algorithm in front; the digits alone are kept. */
export const digest = matching("^(sha256:)?[0-9a-fA-F]{64}$", {
  wanted: "a SHA-256: 64 hexadecimal digits",
  remedy: "write what sha256sum prints for the file",
}).transform((value) => value.replace("sha256:", "").toLowerCase());

/** The address something is downloaded from. */
export const downloadUrl = text(downloadFault, { format: "uri" });

const artifacts = z.strictObject({
  mirror: text((value) => downloadFault(value) ?? mirrorFault(value), { format: "uri" })
    .optional()
    .describe("Where nodes download instead: https://host/path becomes <mirror>/host/path. No slash at its end."),
  checksums: someText(4096, "name the file, or remove the key")
    .optional()
    .describe("A JSON file of URL to SHA-256 that replaces known digests. Relative to the cluster file."),
  imageArchives: z
    .array(
      z.strictObject({
        url: downloadUrl.describe("Where the archive is, mirrored like all else."),
        sha256: digest.describe("The archive's SHA-256."),
      }),
    )
    .default([])
    .describe("Container images as OCI or docker archives, which workers import: for sites without a registry."),
});

const extraConfig = z.record(z.string(), z.unknown()).default({});

/** What is downloaded, certified and set on the nodes. */
export const softwareSections = {
  certificates: certificates.prefault({}).describe("Keys and lifetimes of the cluster's certificates."),
  artifacts: artifacts.prefault({}).describe("Where downloads come from, and what they must hash to."),
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
      extraConfig: extraConfig.describe("Keys for containerd's config.toml, besides those groundup owns."),
    })
    .prefault({})
    .describe("containerd on the workers."),
};

function downloadFault(value: string): Fault | undefined {
  const wanted = "an http or https URL";
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !["http:", "https:"].includes(url.protocol)) return { wanted, remedy: "write it with https:// in front" };
  if (!url.username && !url.password) return undefined;
  // Never echo it: the password would reach logs, and the synthesized JSON.
  return { found: "a URL with a password", wanted, remedy: "remove user and password: every node would be told them" };
}

function mirrorFault(value: string): Fault | undefined {
  if (/[?#]/.test(value)) return { wanted: "a URL to put paths behind", remedy: "remove what follows ? or #" };
  if (!value.endsWith("/")) return undefined;
  return { wanted: "a URL without a slash at its end", remedy: `write ${value.replace(/\/+$/, "")}` };
}
