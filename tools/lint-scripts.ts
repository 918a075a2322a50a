import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { staticFileNames } from "../lib/static-files";

/** Runs shellcheck on the nodes' scripts, if it is installed. */
const files = staticFileNames("node").map((name) => join("node", name));
const { error, status } = spawnSync("shellcheck", files, { cwd: join(__dirname, ".."), stdio: "inherit" });
if (error) console.error("node/ was not checked: shellcheck is not installed");
else process.exitCode = status ?? 1;
