import { Resource } from "@cdktf/provider-null/lib/resource";
import type { ITerraformDependable, SSHProvisionerConnection } from "cdktf";
import type { Construct } from "constructs";
import { paths } from "../../lib/contract/paths";
import type { Bundle } from "./bundle";

/** One step on one node. */
export interface StepProps {
  /** The step that `groundup` on the node runs. */
  readonly step: "join" | "update" | "identity" | "addons" | "reencrypt";
  readonly connection: SSHProvisionerConnection;
  /** The files to place. Later bundles add to earlier ones. */
  readonly bundles: readonly Bundle[];
  /** The step runs again if one of these changes. */
  readonly triggers: Record<string, string>;
  /** @default it waits only for what it refers to */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Uploads all files at once to a folder on tmpfs that only the SSH user can enter, then runs the step. Only the upload
 * refers to secrets, because Terraform hides all output of a provisioner that does.
 */
export function runStep(scope: Construct, id: string, props: StepProps): Resource {
  const { step, connection, bundles, triggers, dependsOn } = props;
  const content = bundles.map((bundle) => bundle.reference).join(", ");
  return new Resource(scope, id, {
    triggers,
    connection,
    dependsOn,
    provisioners: [
      { type: "file", content: `\${jsonencode(merge(${content}))}`, destination: `${paths.inbox}/${step}.json` },
      { type: "remote-exec", inline: [`sudo ${paths.command} ${step}`] },
    ],
  });
}
