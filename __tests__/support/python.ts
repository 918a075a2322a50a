import { mkdirSync } from "node:fs";
import path from "node:path";
import { run } from "../../lab/host/shell";
import { missingProgram } from "./missing";
import { project } from "../../tools/fixtures/synthesized";

/** What packages of PyPI's need to be installed. */
export const missingForPython = () => ["python3", "flock"].map(missingProgram);

/**
 * Installs a package of PyPI's into the project's cache unless it is there; tests in other processes wait for it.
 * @param requirement name and exact version: "awscli==1.46.3"
 * @returns the folder of its programs, python among them
 */
export async function pythonPrograms(requirement: string): Promise<string> {
  const folder = path.join(project, ".cache", requirement.replace("==", "-"));
  mkdirSync(path.dirname(folder), { recursive: true });
  const install = `test -e "$0/complete" || {
    python3 -m venv --clear "$0" && "$0/bin/pip" install --quiet ${requirement} && touch "$0/complete"
  }`;
  await run(["flock", `${folder}.lock`, "sh", "-c", install, folder]);
  return path.join(folder, "bin");
}
