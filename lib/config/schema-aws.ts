import * as z from "zod";
import { bucketHost, policyArn } from "./aws-fields";
import { httpsUrl, matching, refusing, someText, text, type Fault } from "./fields";

/** A name of a namespace or service account: a DNS label, or a DNS subdomain for service accounts. */
const kubernetesName = matching("^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$", {
  wanted: "the name of a Kubernetes object: lower-case letters, digits, hyphens and dots",
  remedy: "write the name alone, without its namespace",
});

const roleName = matching("^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$", {
  wanted: "1 to 32 lower-case letters, digits and hyphens, with a letter or digit at both ends",
  remedy: "rename it, such as uploads",
});

const action = matching("^(\\*|[a-z0-9-]+:[A-Za-z0-9*?]+)$", {
  wanted: "an IAM action, such as s3:GetObject",
  remedy: "write service, colon, action",
});

const condition = z.record(
  someText(256, "write the key of a condition, such as aws:ResourceTag/team"),
  z.union([z.string(), z.array(z.string())]),
);

const statement = z.strictObject({
  effect: z.enum(["Allow", "Deny"]).default("Allow").describe("Whether the statement allows or denies."),
  actions: z.array(action).check(refusing(needsOne)).describe("The IAM actions."),
  resources: z
    .array(someText(2048, "write an ARN, or *"))
    .check(refusing(needsOne))
    .describe("The ARNs of the resources, with wildcards if needed, or *."),
  conditions: z
    .record(someText(64, "write an operator of conditions, such as StringEquals"), condition)
    .optional()
    .describe("Conditions in IAM's own form: operator, key, value. Default: none."),
});

const role = z.strictObject({
  name: roleName.describe(
    "The name of the role within the cluster. Its name in IAM is the cluster's name, the region and this name, with hyphens between.",
  ),
  namespace: kubernetesName.describe("The namespace of the service account."),
  serviceAccount: kubernetesName.describe("The service account whose pods may take the role."),
  policyArns: z.array(policyArn).default([]).describe("The ARNs of existing policies that the role has."),
  statements: z.array(statement).default([]).describe("The statements of a policy of the role's own."),
});

/** An issuer as IAM accepts it: https, without port, query, fragment, or a slash at its end. */
const issuer = text(
  (value) => {
    const fault = httpsUrl.safeParse(value).success
      ? undefined
      : "write it with https:// in front, without user or query";
    const wanted = "the https URL of an OIDC issuer, without port, query, or a slash at its end";
    if (fault) return { wanted, remedy: fault };
    const { port } = new URL(value);
    if (port || /^https:\/\/[^/]*:/.test(value)) return { wanted, remedy: "remove the port: AWS uses 443" };
    return /\/$|\/\.well-known/.test(value) ? { wanted, remedy: "remove the part after the issuer" } : undefined;
  },
  { format: "uri", pattern: "^https://" },
);

const endpoint = text(endpointFault, { format: "uri", pattern: "^https?://" });

const identity = z.strictObject({
  bucket: bucketHost
    .optional()
    .describe(
      "The name of the S3 bucket with the issuer's documents, in the cluster's region. Terraform creates the bucket, unless issuer is set. A master writes the documents. Default: none, if issuer is set.",
    ),
  issuer: issuer
    .optional()
    .describe(
      "The URL of the issuer, if you serve the documents at a host of your own. With bucket, a master writes them to this existing bucket; without, you publish them. Default: the URL of the bucket.",
    ),
  tokens: z
    .enum(["issued", "accepted"])
    .default("issued")
    .describe(
      "Whether API servers issue tokens of this issuer, or only accept them. A running cluster with several masters needs an apply with accepted before issued, and before identity is removed.",
    ),
  roles: z.array(role).default([]).describe("IAM roles that pods of your own may take. Default: none."),
});

/** What the cluster may do in the AWS account. */
export const aws = z.strictObject({
  identity: identity
    .optional()
    .describe("AWS identities for pods: service account tokens that AWS accepts, and IAM roles. Default: none."),
  loadBalancers: z
    .boolean()
    .default(false)
    .describe("Whether Services of type LoadBalancer get a network load balancer. Needs identity."),
  volumes: z
    .boolean()
    .default(false)
    .describe("Whether PersistentVolumeClaims get EBS volumes. Not available yet: true is refused."),
  registry: z
    .boolean()
    .default(false)
    .describe("Whether kubelets pull images from ECR with the workers' role. Not available yet: true is refused."),
  endpoint: endpoint
    .optional()
    .describe(
      "The base URL of AWS's APIs for pods with a role and for the masters' uploads of the issuer's documents, such as a proxy. Default: AWS's own endpoints.",
    ),
});

function endpointFault(value: string): Fault | undefined {
  const wanted = "an http or https URL without a path, such as https://aws.example.com";
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || /\s/.test(value) || !["http:", "https:"].includes(url.protocol))
    return { wanted, remedy: "write it with https:// in front" };
  // Never echo it: the part before the @ is a password.
  if (url.username || url.password)
    return { found: "a URL with a user", wanted, remedy: "remove the part before the @" };
  return url.origin === value ? undefined : { wanted, remedy: `write ${url.origin}` };
}

function needsOne(list: readonly unknown[]): Fault | undefined {
  if (list.length > 0) return undefined;
  return { found: "an empty list", wanted: "at least one entry", remedy: "add one, or remove the statement" };
}
