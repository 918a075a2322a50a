import { settingExitCode } from "../lib/command-line";
import { groundup } from "./commands";

void settingExitCode(process.argv.slice(2), groundup.run);
