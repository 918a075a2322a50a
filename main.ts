import { mkdirSync } from "node:fs";
import { cautions, componentRules } from "./components/checks";
import { synthesize } from "./constructs/synthesize";
import { clusterFile, readClusterConfig, shownPath } from "./lib/config";
import { renderNextSteps, renderWarnings, sayingProblems, stateCautions } from "./lib/messages";

sayingProblems(() => {
  const { config, warnings } = readClusterConfig(clusterFile(__dirname), componentRules);
  const said = renderWarnings(warnings, [...cautions(config), ...stateCautions(config)]);
  const outdir = process.env.CDKTF_OUTDIR ?? `${__dirname}/cdktf.out`;
  mkdirSync(outdir, { recursive: true });
  const stack = synthesize(config, outdir, said);
  // cdktf's own commands, which set this, show the warnings themselves and know what comes next.
  if (process.env.CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS) return;
  for (const warning of said) console.error(`warning: ${warning}`);
  console.log(renderNextSteps(config, shownPath(stack, __dirname)));
});
