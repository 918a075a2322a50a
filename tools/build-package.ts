import { spawnSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * Compiles the contents of `npm pack`, next to the files that constructs and checks read. `dist/` mirrors the project's
 * folders.
 */
const project = join(__dirname, "..");
const dist = join(project, "dist");

rmSync(dist, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", "tsconfig.build.json"], {
  cwd: project,
  stdio: "inherit",
});
if (status !== 0) process.exit(1);
for (const folder of ["node", "cloudinit", "verify"])
  cpSync(join(project, folder), join(dist, folder), { recursive: true, filter: (path) => !path.endsWith(".ts") });
