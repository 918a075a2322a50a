import { mkdirSync } from "node:fs";
import { readClusterFile } from "./components/cluster-file";
import { synthesize } from "./constructs/synthesize";
import { clusterFileVariable, runCommand } from "./lib/command-line";
import { clusterFile, shownPath } from "./lib/config";
import { renderNextSteps, stateCautions } from "./lib/messages";
import { writing } from "./lib/user-error";

const command = {
  call: "npm run synth",
  does: ["Writes a cluster file as Terraform JSON: stacks/<name>/cdk.tf.json. It needs no AWS account."],
  environment: {
    ...clusterFileVariable,
    CDKTF_OUTDIR: "the folder to write to; default: cdktf.out in the project's folder",
  },
};

void runCommand(command, () => {
  const { config, warnings } = readClusterFile(clusterFile(__dirname));
  const said = [...warnings, ...stateCautions(config)];
  const outdir = process.env.CDKTF_OUTDIR ?? `${__dirname}/cdktf.out`;
  const stack = writing(outdir, () => {
    mkdirSync(outdir, { recursive: true });
    return synthesize(config, outdir, said);
  });
  // cdktf's own commands, which set this, show the warnings themselves and know what comes next.
  if (process.env.CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS) return;
  for (const warning of said) console.error(`warning: ${warning}`);
  console.log(renderNextSteps(config, shownPath(stack, __dirname)));
});
