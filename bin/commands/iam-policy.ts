import { clusterFileVariable, runnable } from "../../lib/command-line";
import { clusterOption, readCluster } from "../project";
import { policyOf } from "../cluster-policy";

/** `groundup iam-policy`. */
export const iamPolicy = runnable(
  {
    name: "iam-policy",
    does: [
      "Prints the IAM policy that the person who applies a cluster needs.",
      "It allows what Terraform calls to plan, apply and destroy the cluster of the cluster file. It is JSON.",
    ],
    examples: ["groundup iam-policy --cluster examples/three-zones.yaml > policy.json"],
    options: clusterOption,
    environment: clusterFileVariable,
  },
  ({ options }) => {
    const { config } = readCluster(options.cluster);
    console.log(JSON.stringify(policyOf(config), undefined, 2));
  },
);
