import { mkdirSync } from "node:fs";
import path from "node:path";
import { run } from "../../lab/host/shell";
import { missingProgram } from "./missing";
import { project } from "./synthesized";

/** An interpreter of Rego from PyPI: OPA's own is in Go, and on few machines. */
const requirement = "regopy==1.5.2";

const folder = path.join(project, ".cache", requirement.replace("==", "-"));

/** What the stand-in for conftest needs. */
export const missingForStandIn = () => ["python3", "flock"].map(missingProgram);

/** Installs the stand-in for conftest, and returns its command line up to its arguments. */
export async function standInForConftest(): Promise<readonly string[]> {
  mkdirSync(path.dirname(folder), { recursive: true });
  const install = `test -e "$0/complete" || {
    python3 -m venv --clear "$0" && "$0/bin/pip" install --quiet ${requirement} && touch "$0/complete"
  }`;
  await run(["flock", `${folder}.lock`, "sh", "-c", install, folder]);
  return [path.join(folder, "bin", "python"), path.join(__dirname, "conftest.py")];
}
