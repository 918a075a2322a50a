/** The CDKTF app that `cdktf.json` names: `groundup synth`. What it builds is in constructs/synthesize.ts. */
import { synth } from "./bin/commands/synth";
import { settingExitCode } from "./lib/command-line";

void settingExitCode(process.argv.slice(2), synth.run);
