import { accessSync, constants } from "node:fs";
import path from "node:path";

/** Where programs are looked for: also where Debian keeps those of root. */
const folders = [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin"];

const executable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Names a program that this machine lacks; nothing when it is there. */
export function missingProgram(name: string): string | undefined {
  return folders.some((folder) => executable(path.join(folder, name))) ? undefined : name;
}

/** Sandboxes need root; nothing when this is root. */
export const missingRoot = () => (process.getuid?.() === 0 ? undefined : "root, who alone may make namespaces");

/** What the tests of the emulated AWS need. */
export const missingForTerraform = () => [missingProgram("terraform")];
export const missingForEmulator = () => [
  ...missingForTerraform(),
  ...["python3", "flock", "setpriv", "curl"].map(missingProgram),
];

/**
 * Tests that need something of the machine. Where it is missing they are skipped, and both the report and the
 * terminal say what is missing.
 */
export function describeUnlessMissing(
  missing: readonly (string | undefined)[],
  title: string,
  tests: () => void,
): void {
  jest.setTimeout(600_000); // real programs: how long they take depends on what else the machine does
  const absent = missing.filter((one) => one !== undefined);
  if (absent.length === 0) {
    describe(title, tests);
    return;
  }
  const reason = `${title}: skipped, this machine has no ${absent.join(", no ")}`;
  process.stderr.write(`${reason}\n`);
  describe.skip(reason, tests);
}
