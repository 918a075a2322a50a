import { mkdirSync } from "node:fs";
import { synthesize } from "../../constructs/synthesize";
import { clusterFileVariable, runnable } from "../../lib/command-line";
import { renderNextSteps, stateCautions } from "../../lib/messages";
import { writing } from "../../lib/user-error";
import { clusterOption, outFolder, outOption, readCluster, shownPath } from "../project";

/** `groundup synth`: also the CDKTF app, which `npx cdktf` starts. */
export const synth = runnable(
  {
    name: "synth",
    does: [
      "Converts a cluster file to Terraform JSON.",
      "The JSON is in stacks/NAME/cdk.tf.json. The command needs no AWS account.",
    ],
    examples: ["groundup synth", "groundup synth --cluster examples/three-zones.yaml"],
    options: { ...clusterOption, ...outOption("cdktf.out") },
    environment: { ...clusterFileVariable, CDKTF_OUTDIR: "the folder to write to, if --out is not set" },
  },
  ({ options }) => {
    const { config, warnings } = readCluster(options.cluster);
    const said = [...warnings, ...stateCautions(config)];
    const outdir = options.out === undefined ? process.env.CDKTF_OUTDIR : undefined;
    const folder = outdir ?? outFolder(options.out, "cdktf.out");
    const stack = writing(folder, () => {
      mkdirSync(folder, { recursive: true });
      return synthesize(config, folder, said);
    });
    // cdktf's own commands, which set this, show the warnings themselves and know what comes next.
    if (process.env.CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS) return;
    for (const warning of said) console.error(`warning: ${warning}`);
    console.log(renderNextSteps(config, shownPath(stack)));
  },
);
