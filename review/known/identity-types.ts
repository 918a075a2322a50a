import { elsewhere, ends, harmless, interrupts, type KnownType } from "./judgement";

const tags = { tags: harmless, tags_all: harmless };
const results = ["arn", "id", "tags_all", "region"];

/** The types of the identities that a cluster's pods have in AWS. */
export const identityTypes: Readonly<Record<string, KnownType>> = {
  aws_iam_openid_connect_provider: {
    actions: {
      create: harmless,
      replace: interrupts("is replaced: pods get no credentials of their IAM roles meanwhile"),
      delete: ends("is destroyed: pods get no credentials of their IAM roles"),
    },
    attributes: tags,
    results,
  },
  aws_iam_role: {
    actions: {
      create: elsewhere,
      replace: interrupts("is replaced: the role's rights are missing meanwhile"),
      delete: ends("is destroyed: who took the role loses its rights"),
    },
    attributes: { ...tags, description: harmless, assume_role_policy: elsewhere },
    results: [...results, "create_date", "unique_id"],
  },
  aws_iam_role_policy: {
    actions: {
      create: elsewhere,
      replace: interrupts("is replaced: the role's rights are missing meanwhile"),
      delete: ends("is destroyed: the role loses these rights"),
    },
    attributes: { policy: elsewhere },
    results,
  },
  aws_iam_role_policy_attachment: {
    actions: {
      create: elsewhere,
      replace: interrupts("is replaced: the role's rights are missing meanwhile"),
      delete: ends("is destroyed: the role loses the rights of this policy"),
    },
    attributes: {},
    results,
  },
  aws_iam_instance_profile: {
    actions: {
      create: harmless,
      replace: interrupts("is replaced: masters cannot publish token keys meanwhile"),
      delete: ends("is destroyed: masters cannot publish token keys"),
    },
    attributes: tags,
    results: [...results, "create_date", "unique_id"],
  },
  aws_s3_bucket: {
    actions: {
      create: harmless,
      replace: interrupts("is replaced: AWS cannot read the token keys meanwhile"),
      delete: ends("is destroyed: AWS cannot read the token keys"),
    },
    attributes: tags,
    results: [...results, "bucket_domain_name", "bucket_regional_domain_name", "hosted_zone_id"],
  },
  aws_s3_bucket_policy: {
    actions: {
      create: elsewhere,
      replace: interrupts("is replaced: AWS cannot read the token keys meanwhile"),
      delete: ends("is destroyed: AWS cannot read the token keys"),
    },
    attributes: { policy: elsewhere },
    results,
  },
  aws_s3_bucket_public_access_block: {
    actions: { create: harmless, delete: elsewhere },
    attributes: {},
    results,
  },
};
