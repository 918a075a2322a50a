import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "../../lab/host/shell";
import { projectRoot } from "../../lab/settings";
import { type Engine, nameOf } from "./engine";
import { buildable } from "./terraform-source";

const modules = { terraform: "github.com/hashicorp/terraform", tofu: "github.com/opentofu/opentofu" } as const;
const packages = { terraform: ".", tofu: "./cmd/tofu" } as const;

/** Builds of engines, and what else is installed for them. Ignored by git. */
export const enginesFolder = path.join(projectRoot, ".cache", "engines");

/**
 * A folder with the engine as `terraform`, for the front of PATH. The first time, builds the engine from its Go module.
 * Also uses a program that a person put there.
 * @throws LabError if Go is missing or the module does not build.
 */
export async function terraformFolder(engine: Engine): Promise<string> {
  const folder = path.join(enginesFolder, nameOf(engine));
  if (!existsSync(path.join(folder, "terraform"))) await build(engine, folder);
  return folder;
}

async function build(engine: Engine, folder: string): Promise<void> {
  const program = engine.program === "tofu" ? "tofu" : "terraform";
  const module = modules[program];
  const source = mkdtempSync(path.join(tmpdir(), "groundup-engine-"));
  try {
    const downloaded = await run(["go", "mod", "download", "-json", `${module}@v${engine.version}`]);
    cpSync((JSON.parse(downloaded) as { Dir: string }).Dir, source, { recursive: true });
    await run(["chmod", "-R", "u+w", source]);
    if (program === "terraform") makeBuildable(source);
    // A release is marked as such: otherwise a build counts as a pre-release, which no version constraint allows.
    const release = `-s -w -X ${module}/version.dev=no -X ${module}/version.Prerelease=`;
    const options = ["-trimpath", "-ldflags", release, "-o", path.join(source, "built")];
    const env = { GOFLAGS: "-mod=mod", CGO_ENABLED: "0" };
    await run(["go", "build", ...options, packages[program]], { cwd: source, env });
    mkdirSync(folder, { recursive: true });
    cpSync(path.join(source, "built"), path.join(folder, "terraform.new"));
    renameSync(path.join(folder, "terraform.new"), path.join(folder, "terraform"));
  } finally {
    rmSync(source, { recursive: true, force: true });
  }
}

/** Removes from Terraform's source what does not build. */
function makeBuildable(source: string): void {
  const files = {
    goMod: path.join(source, "go.mod"),
    list: path.join(source, "internal", "backend", "init", "init.go"),
  };
  const text = buildable({ goMod: readFileSync(files.goMod, "utf8"), list: readFileSync(files.list, "utf8") });
  writeFileSync(files.goMod, text.goMod);
  writeFileSync(files.list, text.list);
}
