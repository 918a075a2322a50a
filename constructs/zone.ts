import { DataAwsEc2InstanceTypeOfferings } from "@cdktf/provider-aws/lib/data-aws-ec2-instance-type-offerings";
import type { SubnetConfig } from "@cdktf/provider-aws/lib/subnet";
import type { Construct } from "constructs";
import type { ClusterConfig } from "../lib/config";
import { ids } from "../lib/contract/ids";

/**
 * The zone of a subnet without a zone in the cluster file: the first zone that has every instance type of the cluster.
 * If AWS chose the zone, the zone might lack them. An existing subnet stays in its zone.
 */
export function anyZoneWithTypes(
  scope: Construct,
  { masters, workers }: ClusterConfig,
): Pick<SubnetConfig, "availabilityZone" | "lifecycle"> {
  const types = [...new Set([masters.instanceType, workers.instanceType])];
  const zones = types.map((type) => {
    const offerings = new DataAwsEc2InstanceTypeOfferings(
      scope,
      ids.zonesWith({ instanceType: type.replace(".", "-") }),
      {
        filter: [{ name: "instance-type", values: [type] }],
        locationType: "availability-zone",
      },
    );
    return `${offerings.fqn}.locations`;
  });
  const common = `sort(setintersection(${zones.join(", ")}))`;
  return {
    availabilityZone: `\${${common}[0]}`,
    lifecycle: {
      ignoreChanges: ["availability_zone"],
      precondition: [
        {
          condition: `\${length(${common}) > 0}`,
          errorMessage: `No availability zone of this region has ${types.join(" and ")}. Choose other instance types in the cluster file, or another region.`,
        },
      ],
    },
  };
}
