import * as z from "zod";
import { type QuotaName, quotas } from "../quotas";
import { whole } from "./fields";

const quotaKey = (name: QuotaName, largest: number, because: string) =>
  whole(1, largest, because)
    .optional()
    .describe(
      `Your account's quota "${quotas[name].name}" (${quotas[name].code}). Default: ${quotas[name].default}, as in a new account.`,
    );

/** Quotas of the AWS account, if they differ from those of a new account. */
export const quotaSection = z.strictObject({
  rulesPerSecurityGroup: quotaKey("rulesPerSecurityGroup", 1000, "AWS raises it to 1000 at most"),
  securityGroupsPerInterface: quotaKey("securityGroupsPerInterface", 16, "AWS raises it to 16 at most"),
  elasticAddresses: quotaKey("elasticAddresses", 10_000, "write the number that Service Quotas shows"),
  standardVcpus: quotaKey("standardVcpus", 1_000_000, "write the number that Service Quotas shows"),
});
