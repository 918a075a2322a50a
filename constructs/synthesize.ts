import { Annotations, App } from "cdktf";
import type { ClusterConfig } from "../lib/config";
import { ClusterStack } from "./cluster-stack";

/**
 * Writes a cluster's Terraform JSON below a folder, where cdktf's own commands find it.
 * @param warnings what those commands are to show
 * @returns the stack's folder: Terraform runs there
 */
export function synthesize(config: ClusterConfig, outdir: string, warnings: readonly string[] = []): string {
  // Stack traces of warnings would put this machine's paths into the manifest.
  const app = new App({ outdir, stackTraces: false });
  withoutCreationStacks(() => {
    const stack = new ClusterStack(app, config);
    for (const warning of warnings) Annotations.of(stack).addWarning(warning);
    app.synth();
  });
  return `${outdir}/stacks/${config.name}`;
}

/**
 * cdktf writes down for every token where it was made, source maps applied: a third of a synthesis, and read only in
 * messages about tokens that do not resolve. Errors keep their traces, which Node creates only when they are read.
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
