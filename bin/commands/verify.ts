import { type Command, runnable, usageError } from "../../lib/command-line";
import { plainSite } from "../../verify/site/plain";
import { verifyCluster, verifyExitCodes, verifyOptions } from "../../verify/verify";
import { userPath } from "../project";

const command = {
  name: "verify",
  does: [
    "Checks a running cluster.",
    "This command needs kubectl. With --stack, it also needs Terraform. If you leave out an option that a check needs, the command skips the check, and the report names the option. `groundup lab verify` checks the cluster in the lab.",
  ],
  examples: [
    "groundup verify --stack cdktf.out/stacks/my-cluster --cluster cluster.yaml",
    "groundup verify --kubeconfig admin.kubeconfig --security",
  ],
  options: {
    kubeconfig: {
      type: "string",
      value: "FILE",
      says: "the kubeconfig of an administrator; default: the stack's output",
    },
    stack: {
      type: "string",
      value: "FOLDER",
      says: "the folder where the cluster's stack was applied; for checks that need Terraform's state or SSH",
    },
    cluster: { type: "string", value: "FILE", says: "the cluster file; for checks that compare the cluster with it" },
    ...verifyOptions,
  },
  exitCodes: verifyExitCodes,
} as const satisfies Command;

/** `groundup verify`. */
export const verify = runnable(command, async ({ options }) => {
  const { kubeconfig, stack, cluster } = options;
  if (kubeconfig === undefined && stack === undefined)
    throw usageError(command, "found neither --kubeconfig nor --stack; wanted: one of them, or both");
  const given = (path?: string) => (path === undefined ? undefined : userPath(path));
  const place = { kubeconfig: given(kubeconfig), stack: given(stack), cluster: given(cluster) };
  return verifyCluster((folder) => plainSite(folder, place), 1, options);
});
