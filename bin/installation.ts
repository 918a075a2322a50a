import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const above = dirname(__dirname);

/** The folder of groundup's `package.json`: of a clone, or of the package as npm installed it. */
export const installation = existsSync(join(above, "package.json")) ? above : dirname(above);

/** Whether this is a clone, which has the programs that the package lacks. */
export const isClone = existsSync(join(installation, "lab"));

/** groundup's version. */
export function version(): string {
  const text = readFileSync(join(installation, "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
