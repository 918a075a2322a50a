import { mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { run } from "../../lab/host/shell";
import { project } from "../../tools/fixtures/synthesized";

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly bin: Readonly<Record<string, string>>;
}

/**
 * Installs what `npm pack` makes into a folder, as npm does, without a registry: the package's own dependencies, and no
 * others, come from the project.
 * @returns the folder of the package
 */
export async function installPackage(folder: string): Promise<string> {
  const modules = path.join(folder, "node_modules");
  const installed = path.join(modules, "groundup");
  await run(["npm", "pack", "--pack-destination", folder], { cwd: project });
  const [archive] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  mkdirSync(installed, { recursive: true });
  await run(["tar", "-xzf", path.join(folder, archive!), "-C", installed, "--strip-components=1"]);
  const { dependencies, peerDependencies, bin } = JSON.parse(
    readFileSync(path.join(installed, "package.json"), "utf8"),
  ) as Manifest;
  for (const name of Object.keys({ ...dependencies, ...peerDependencies }))
    link(path.join(project, "node_modules", name), path.join(modules, name));
  for (const [name, file] of Object.entries(bin)) link(path.join(installed, file), path.join(modules, ".bin", name));
  return installed;
}

function link(from: string, to: string): void {
  mkdirSync(path.dirname(to), { recursive: true });
  symlinkSync(from, to);
}
