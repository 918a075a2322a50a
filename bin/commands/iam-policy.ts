import { clusterFileVariable, runnable } from "../../lib/command-line";
import { clusterOption, readCluster } from "../project";
import { policyOf } from "../cluster-policy";

/** `groundup iam-policy`. */
export const iamPolicy = runnable(
  {
    name: "iam-policy",
    does: [
      "Prints the IAM policy that you need to apply a cluster.",
      "The policy is JSON. It allows the API calls with which Terraform plans, applies and destroys this cluster.",
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
