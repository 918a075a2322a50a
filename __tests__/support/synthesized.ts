import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { componentRules } from "../../components/checks";
import { synthesize } from "../../constructs/synthesize";
import { PlatformStack } from "../../examples/library/platform-stack";
import { type ClusterConfig, parseClusterConfig, readClusterConfig } from "../../lib/config";

/** The project's folder. */
export const project = join(__dirname, "..", "..");

/** The default cluster file and every example, by path from the project's folder. */
export const clusterFiles = [
  "cluster.yaml",
  ...readdirSync(join(project, "examples"))
    .filter((name) => name.endsWith(".yaml"))
    .map((file) => `examples/${file}`),
];

/** How the folders begin that tests synthesize to. */
export const outdirPrefix = "groundup-outdir-";

type Block = Readonly<Record<string, any>>;

/** A stack as Terraform reads it. */
export interface Stack {
  readonly data: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  readonly resource: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  readonly locals: Block;
  readonly output: Readonly<Record<string, Block>>;
  readonly variable?: Block;
  readonly provider: Block;
  readonly terraform: Block;
}

/** The bytes of a stack, synthesized in this process to a folder that is gone afterwards. */
export function stackText(config: ClusterConfig): string {
  return textOf((outdir) => synthesize(config, outdir));
}

/** A stack of somebody else's, which `build` adds to an app under the name `platform`. */
export function foreignStack(build: (app: App) => void): Stack {
  const synthesizeApp = (outdir: string) => {
    const app = new App({ outdir });
    build(app);
    app.synth();
    return `${outdir}/stacks/platform`;
  };
  return JSON.parse(textOf(synthesizeApp)) as Stack;
}

/** The stack of `examples/library`. */
export const libraryStack = () => foreignStack((app) => new PlatformStack(app, "platform"));

/** @param write synthesizes below a folder, and returns that of the stack. */
function textOf(write: (outdir: string) => string): string {
  const outdir = mkdtempSync(join(tmpdir(), outdirPrefix));
  try {
    return readFileSync(`${write(outdir)}/cdk.tf.json`, "utf8");
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** The cluster of a cluster file's text. */
export function configOf(text: string): ClusterConfig {
  const readJson = () => {
    throw new Error("no such file");
  };
  return parseClusterConfig(text, { file: "cluster.yaml", readJson, rules: componentRules }).config;
}

/** The stack of a cluster file's text. */
export function stackOf(text = ""): Stack {
  return JSON.parse(stackText(configOf(text))) as Stack;
}

/** The stack of a cluster file of the project's. */
export function stackOfFile(file: string): Stack {
  return JSON.parse(stackText(readClusterConfig(join(project, file), componentRules).config)) as Stack;
}

/** Where Terraform's state will hold each resource and data source, sorted. */
export function addressesOf({ resource, data }: Stack): string[] {
  const within = (blocks: Stack["resource"], prefix: string) =>
    Object.entries(blocks).flatMap(([type, named]) => Object.keys(named).map((name) => `${prefix}${type}.${name}`));
  return [...within(data, "data."), ...within(resource, "")].sort();
}

/** Every resource by its address. */
export function resourcesOf({ resource }: Stack): Readonly<Record<string, Block>> {
  return Object.fromEntries(
    Object.entries(resource).flatMap(([type, named]) =>
      Object.entries(named).map(([name, block]) => [`${type}.${name}`, block]),
    ),
  );
}
