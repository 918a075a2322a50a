/** A release that groundup refuses. */
export interface ExcludedRelease {
  readonly version: string;
  /** The release's defect. */
  readonly reason: string;
  /** The URL of the defect's report. */
  readonly source: string;
}

/** The releases of Terraform or of a provider that groundup works with. */
export interface SupportedReleases {
  /** The first release that works. */
  readonly oldest: string;
  /**
   * The first release that may not work: the next major version. Undefined if groundup sets no upper limit.
   * @default no upper limit
   */
  readonly below?: string;
  readonly excluded: readonly ExcludedRelease[];
}

const issue = (project: string, number: number) => `https://github.com/${project}/issues/${number}`;
const terraformIssue = (number: number) => issue("hashicorp/terraform", number);
const awsIssue = (number: number) => issue("hashicorp/terraform-provider-aws", number);

const lostState = {
  reason: "a resource whose step failed may lose its state",
  source: terraformIssue(37981),
};

/**
 * The supported releases of Terraform and OpenTofu. One constraint fits both: OpenTofu counts its own versions from
 * 1.6.0, and its 1.14.0 and 1.14.1 are excluded too.
 */
export const terraformReleases: SupportedReleases = {
  oldest: "1.5.7",
  excluded: [
    { version: "1.14.0", ...lostState },
    { version: "1.14.1", ...lostState },
  ],
};

/**
 * The supported releases of Terraform with state in S3 and S3's lock file. 1.10.0 introduces the lock file; 1.10.1
 * fixes it for buckets with object lock.
 */
export const terraformReleasesForS3Lock: SupportedReleases = { ...terraformReleases, oldest: "1.10.1" };

const lostIdentity = {
  reason: "`Missing Resource Identity After Update` if the state has no identity yet, as after the change from aws 5",
  source: awsIssue(44366),
};

const changedIdentity = { reason: "`Unexpected Identity Change` of security groups", source: awsIssue(44295) };

/** The supported releases of the providers, by local name. */
export const providerReleases: Readonly<Record<"aws" | "tls" | "null", SupportedReleases>> = {
  aws: {
    oldest: "5.100.0",
    below: "7.0.0",
    excluded: [
      { version: "6.0.0", reason: "writes null identities, which later releases cannot read", source: awsIssue(43221) },
      { version: "6.1.0", reason: "`Unexpected Identity Change` on refresh; withdrawn", source: awsIssue(43199) },
      { version: "6.2.0", reason: "panics when `tags` change", source: awsIssue(43324) },
      { version: "6.12.0", ...changedIdentity },
      { version: "6.13.0", ...changedIdentity },
      { version: "6.14.0", ...lostIdentity },
      { version: "6.14.1", ...lostIdentity },
      { version: "6.15.0", ...lostIdentity },
      { version: "6.22.0", reason: "crashes when a tag is known only after the apply", source: awsIssue(45201) },
      { version: "6.35.0", reason: "`Incompatible Types` when it reads resources", source: awsIssue(46778) },
      { version: "6.57.0", reason: "API calls fail at random; withdrawn", source: awsIssue(49175) },
    ],
  },
  tls: {
    // 4.0.3 fixes how the provider reads its configuration under Terraform 1.3 and later. 4.0.4 fixes early renewal.
    oldest: "4.0.4",
    below: "5.0.0",
    excluded: [
      {
        version: "4.2.0",
        reason: "replaces every certificate, including those of CAs",
        source: issue("hashicorp/terraform-provider-tls", 737),
      },
    ],
  },
  // 3.2.0 uses a weak random generator for the ids of resources.
  null: { oldest: "3.2.1", below: "4.0.0", excluded: [] },
};

/** All programs whose releases groundup constrains, by the names that users see. */
export const supportedPrograms: Readonly<Record<string, SupportedReleases>> = {
  "Terraform, OpenTofu": terraformReleases,
  "Terraform, OpenTofu with S3's lock file": terraformReleasesForS3Lock,
  ...Object.fromEntries(Object.entries(providerReleases).map(([name, it]) => [`provider ${name}`, it])),
};

/** The version constraint in Terraform's syntax, such as `>= 4.0.4, != 4.2.0, < 5.0.0`. */
export function versionConstraint({ oldest, below, excluded }: SupportedReleases): string {
  const parts = [`>= ${oldest}`, ...excluded.map(({ version }) => `!= ${version}`)];
  return [...parts, ...(below ? [`< ${below}`] : [])].join(", ");
}
