import type { ClusterConfig, Problem } from "./config";

/** The warnings about a configuration, one line each: settings that are probably mistakes, then the cautions. */
export function renderWarnings(problems: readonly Problem[], cautions: readonly string[]): string[] {
  const doubtful = problems.map(
    ({ path, found, wanted, remedy }) => `${path}: found ${found}; wanted: ${wanted}; ${remedy}`,
  );
  return [...doubtful, ...cautions];
}

/** Cautions about the storage of Terraform's state, one line each. */
export function stateCautions({ backend }: ClusterConfig): string[] {
  return backend.s3
    ? []
    : ["the state is a local file that contains every private key unencrypted: docs/security.md, State"];
}

/**
 * The message after synthesis: what was written, and the next commands.
 * @param folder the stack's folder, relative to the user's folder
 */
export function renderNextSteps(config: ClusterConfig, folder: string): string {
  const { masters, workers, kubernetes, operatorCidrs } = config;
  const terraform = `  terraform -chdir=${folder}`;
  const asks =
    "  # Terraform asks for operator_cidrs: the ranges that may reach SSH and the API (operatorCidrs in the cluster file)";
  return [
    `Kubernetes ${kubernetes.version} (masters: ${masters.count}, workers: ${workers.count}) is in ${folder}/cdk.tf.json`,
    "",
    "next:",
    ...(operatorCidrs ? [] : [asks]),
    `${terraform} init`,
    `${terraform} plan -out=plan`,
    `${terraform} show -json plan | npx groundup review`,
    `${terraform} apply plan`,
    "or, in the project's folder: npx cdktf deploy",
  ].join("\n");
}
