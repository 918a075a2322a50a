import { App } from "cdktf";
import type { ClusterConfig } from "../lib/config";
import { ClusterStack } from "./cluster-stack";

/**
 * Writes a cluster's Terraform JSON below a folder, where cdktf's own commands find it.
 * @returns the stack's folder: Terraform runs there
 */
export function synthesize(config: ClusterConfig, outdir: string): string {
  const app = new App({ outdir });
  new ClusterStack(app, config);
  app.synth();
  return `${outdir}/stacks/${config.name}`;
}
