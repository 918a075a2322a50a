import type { ClusterConfig } from "./config";
import { serviceAccountIssuer } from "./cluster";
import { partitionOf } from "./partition";

/** The audience of tokens that AWS takes. It is the same in all partitions: a name, not a host. */
export const tokenAudience = "sts.amazonaws.com";

/** The objects in the bucket that AWS reads, below the path of the issuer. */
export const documentPaths = { configuration: ".well-known/openid-configuration", keys: "openid/v1/jwks" } as const;

/** The issuer of a cluster whose pods take IAM roles. */
export interface Issuer {
  /** The value of the `iss` claim. */
  readonly url: string;
  /** The issuer without its scheme: the name of the OIDC provider in ARNs, and the prefix of condition keys. */
  readonly name: string;
  /** The URL of its public keys. */
  readonly keysUrl: string;
  /**
   * The bucket that has its documents.
   * @default undefined: the user publishes the documents
   */
  readonly bucket?: IssuerBucket;
}

/** A bucket with the documents of an issuer. */
export interface IssuerBucket {
  readonly name: string;
  /** Whether the cluster's Terraform creates the bucket. */
  readonly made: boolean;
  /** The bucket's URL, for uploads. */
  readonly url: string;
  /** The folder of the documents in the bucket: empty, or ending with a slash. */
  readonly folder: string;
}

/** The issuer of a cluster file, or undefined if it has no `aws.identity`. */
export function issuerOf(config: ClusterConfig): Issuer | undefined {
  const { identity } = config.aws;
  if (!identity) return undefined;
  const url = identity.issuer ?? bucketUrl(config, identity.bucket!);
  const name = url.replace("https://", "");
  const folder = name.includes("/") ? `${name.slice(name.indexOf("/") + 1)}/` : "";
  return {
    url,
    name,
    keysUrl: `${url}/${documentPaths.keys}`,
    bucket: identity.bucket
      ? { name: identity.bucket, made: !identity.issuer, url: uploadUrl(config, identity.bucket), folder }
      : undefined,
  };
}

/** The issuers whose tokens API servers accept. API servers issue tokens of the first one. */
export function acceptedIssuers(config: ClusterConfig): readonly string[] {
  const issuer = issuerOf(config);
  if (!issuer) return [serviceAccountIssuer];
  const both = [issuer.url, serviceAccountIssuer];
  return config.aws.identity!.tokens === "issued" ? both : both.reverse();
}

function bucketUrl({ region }: ClusterConfig, bucket: string): string {
  return `https://${bucket}.s3.${region}.${partitionOf(region).domain}`;
}

function uploadUrl(config: ClusterConfig, bucket: string): string {
  return config.aws.endpoint ? `${config.aws.endpoint}/${bucket}` : bucketUrl(config, bucket);
}

/** The name of a role of the cluster in IAM. Role names have no region in IAM, so the name contains the region. */
export const roleName = ({ name, region }: Pick<ClusterConfig, "name" | "region">, role: string): string =>
  `${name}-${region}-${role}`;

/** The longest name of a role or an instance profile in IAM (CreateRole). */
export const longestRoleName = 64;

/** The name of the masters' role within the cluster. */
export const mastersRole = "masters";

/** The name of the role of the cloud controller manager within the cluster. */
export const loadBalancersRole = "load-balancers";

/** Roles of the cluster's own, by their names within the cluster. The cluster file cannot use these names. */
export const ownRoles: Readonly<Record<string, string>> = {
  [mastersRole]: "the role of the cluster's masters",
  [loadBalancersRole]: "the role of aws.loadBalancers",
};

/** The beginning of the name of the masters' instance profile. Terraform adds a number to it. */
export const ownProfilePrefix = (config: Pick<ClusterConfig, "name" | "region">): string =>
  `${roleName(config, mastersRole)}-`;

/** Whether the cluster's Terraform creates the role with which masters write the issuer's documents. */
export const makesMastersRole = (config: ClusterConfig): boolean =>
  issuerOf(config)?.bucket !== undefined && config.masters.instanceProfile === undefined;
