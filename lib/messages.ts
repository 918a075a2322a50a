import { type ClusterConfig, ConfigError, type Problem } from "./config";

/** What can be built and is probably not meant, and what people should know before they rely on the cluster. */
export function renderWarnings(problems: readonly Problem[], cautions: readonly string[]): string[] {
  const doubtful = problems.map(
    ({ path, found, wanted, remedy }) => `${path}: found ${found}; wanted: ${wanted}; ${remedy}`,
  );
  return [...doubtful, ...cautions];
}

/** What people should know of where Terraform keeps what it knows, a line each. */
export function stateCautions({ backend }: ClusterConfig): string[] {
  return backend.s3 ? [] : ["the state, a local file, holds every private key as it is: docs/security.md, State"];
}

/**
 * What was written, and the commands that come next.
 * @param folder the stack's, as a shell in the user's folder names it
 */
export function renderNextSteps({ masters, workers, kubernetes }: ClusterConfig, folder: string): string {
  const size = `masters: ${masters.count}, workers: ${workers.count}`;
  return [
    `Kubernetes ${kubernetes.version} (${size}) is in ${folder}/cdk.tf.json`,
    `next: terraform -chdir=${folder} init && terraform -chdir=${folder} plan, or in the project: npx cdktf deploy`,
  ].join("\n");
}

/** Runs a command on a cluster file; what is wrong with the file is said without a stack trace, with exit code 1. */
export function sayingProblems(command: () => void): void {
  try {
    command();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
