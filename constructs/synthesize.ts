import { Annotations, App } from "cdktf";
import type { ClusterConfig } from "../lib/config";
import { ClusterStack } from "./cluster-stack";

/**
 * Writes a cluster's Terraform JSON below a folder, where cdktf's own commands find it.
 * @param warnings the warnings that those commands show
 * @returns the stack's folder, in which Terraform runs
 */
export function synthesize(config: ClusterConfig, outdir: string, warnings: readonly string[] = []): string {
  // Stack traces of warnings would write paths of this machine into the manifest.
  const app = new App({ outdir, stackTraces: false });
  withoutCreationStacks(() => {
    const stack = new ClusterStack(app, config);
    for (const warning of warnings) Annotations.of(stack).addWarning(warning);
    app.synth();
  });
  return `${outdir}/stacks/${config.name}`;
}

/**
 * Runs a function without recording where tokens are created. cdktf records that for every token, with source maps
 * applied. That takes a third of a synthesis, and only messages about unresolved tokens use it. Errors keep their
 * traces, because Node creates these only when they are read.
 */
function withoutCreationStacks(run: () => void): void {
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = () => "";
  try {
    run();
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}
