import { readFileSync } from "node:fs";
import { join } from "node:path";
import { installation } from "../installation";

interface Manifest {
  readonly version: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** What a project depends on, by name. */
interface Needs {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** npm's name of the terminal library of cdktf-cli. Its own releases have no binaries for Node 24 and later. */
const terminal = "@cdktf/node-pty-prebuilt-multiarch";

/**
 * What a project needs, in the versions with which groundup is tested.
 * @param groundup the version of groundup, or where its package is
 */
export function needs(groundup?: string): Needs {
  const text = readFileSync(join(installation, "package.json"), "utf8");
  const { version, peerDependencies, devDependencies } = JSON.parse(text) as Manifest;
  const tested = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, devDependencies[name]!]));
  return {
    dependencies: { ...tested(Object.keys(peerDependencies).sort()), groundup: groundup ?? version },
    devDependencies: tested([terminal, "cdktf-cli"]),
  };
}

/** The `package.json` of a project. npm ignores the overrides of dependencies, so the project has its own. */
export function packageJson(name: string, project: Needs): string {
  return json({
    name,
    private: true,
    scripts: { synth: "groundup synth", review: "groundup review", verify: "groundup verify" },
    ...project,
    overrides: { [terminal]: `$${terminal}` },
  });
}

/** Commands that add to a `package.json` that is there what `packageJson` has. */
export function additions({ devDependencies, dependencies: { groundup: _, ...framework } }: Needs): string[] {
  const named = (packages: Readonly<Record<string, string>>) =>
    Object.entries(packages).map(([name, version]) => `'${name}@${version}'`);
  return [
    `npm pkg set 'overrides.${terminal}=${devDependencies[terminal]!}'`,
    `npm install --save-exact ${named(framework).join(" ")}`,
    `npm install --save-exact --save-dev ${named(devDependencies).join(" ")}`,
  ];
}

/** `cdktf.json`, with which `npx cdktf diff` and `deploy` run groundup. */
export const cdktfJson = (name: string): string =>
  json({
    language: "typescript",
    app: "npx --no-install groundup synth",
    projectId: name,
    sendCrashReports: "false",
    terraformProviders: [],
    terraformModules: [],
    context: {},
  });

/** What git must not keep: what is generated, and what holds private keys, such as plans and the files of docs/operations.md. */
export const ignored: readonly string[] = [
  "node_modules/",
  "cdktf.out/",
  "inspect/",
  "diagram/",
  ".terraform/",
  "*.tfstate",
  "*.tfstate.*",
  "*.kubeconfig",
  "/kubeconfig",
  "/ssh_key",
  "/ssh.conf",
  "/etcd.db",
  "/plan",
  "/plan.json",
];

const json = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;
