import path from "node:path";
import { pythonPrograms } from "./python";

/**
 * The command line of the stand-in for conftest, up to its arguments: an interpreter of Rego from PyPI, since OPA's own is
 * in Go, and on few machines.
 */
export async function standInForConftest(): Promise<readonly string[]> {
  const programs = await pythonPrograms("regopy==1.5.2");
  return [path.join(programs, "python"), path.join(__dirname, "conftest.py")];
}
