import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runnable } from "../lib/command-line";
import { kubernetesVersions, releaseOf } from "../lib/versions";

const command = {
  name: "dev program-schemas",
  does: [
    "Writes the fields of the configuration files of kubelet, kube-proxy and containerd.",
    "The files are in lib/program-schemas. The command reads the fields from the types of the released Go modules. This needs Go and a Go module proxy.",
  ],
  examples: ["groundup dev program-schemas"],
};

const folder = join(__dirname, "..", "lib", "program-schemas");

function write(program: string, version: string): void {
  const options = { cwd: join(__dirname, "program-schemas"), encoding: "utf8", maxBuffer: 1 << 26 } as const;
  writeFileSync(
    join(folder, `${program}-${version}.json`),
    execFileSync("go", ["run", ".", program, version], options),
  );
  console.log(`${program}-${version}.json was written: git diff shows what changed`);
}

/** `groundup dev program-schemas`. */
export const programSchemas = runnable(command, () => {
  for (const version of kubernetesVersions) write("kubernetes", version);
  for (const version of new Set(kubernetesVersions.map((one) => releaseOf(one).containerd)))
    write("containerd", version);
});
