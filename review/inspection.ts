import { posix } from "node:path";
import { resources } from "../lib/contract/addresses";
import type { Resource } from "../lib/contract/naming";

/** A file of a bundle, in the format of the stack's locals. */
interface BundledFile {
  readonly lines: readonly string[];
}

/** The part of a synthesized stack that determines what is placed on nodes. */
export interface StackJson {
  readonly locals: Readonly<Record<string, Readonly<Record<string, BundledFile>>>>;
  readonly resource: {
    readonly aws_instance: Readonly<Record<string, { readonly user_data: string }>>;
    readonly null_resource: Readonly<Record<string, { readonly provisioner: readonly Provisioner[] }>>;
  };
}

interface Provisioner {
  readonly file?: { readonly content: string };
}

/** Relative path to text. */
export type Tree = Readonly<Record<string, string>>;

/**
 * The files that every node will receive: those of the step `update` and of the user data of each node, and the
 * cluster's objects. Apply-time values stay Terraform references.
 */
export function receivedFiles(stack: StackJson): Tree {
  const nodes = Object.keys(stack.resource.aws_instance);
  const ofNodes = new Set(nodes.flatMap((node) => bundlesOf(stack, resources.update({ node }))));
  const entries = nodes.flatMap((node) => [
    ...bundlesOf(stack, resources.update({ node })).flatMap((bundle) =>
      files(stack, bundle, (path) => `${node}${path}`),
    ),
    [`${node}/user-data.yaml`, unescapeTemplate(stack.resource.aws_instance[node]!.user_data)],
  ]);
  // The scripts of this step are those of the nodes.
  const addons = bundlesOf(stack, resources.addons()).filter((bundle) => !ofNodes.has(bundle));
  const ofAddons = addons.flatMap((bundle) => files(stack, bundle, (path) => `addons/${posix.basename(path)}`));
  return Object.fromEntries([...entries, ...ofAddons]);
}

/** The locals that a step uploads. */
function bundlesOf(stack: StackJson, { name: step }: Resource): string[] {
  const upload = stack.resource.null_resource[step]?.provisioner.find(({ file }) => file)?.file?.content ?? "";
  return [...upload.matchAll(/\blocal\.([\w-]+)/g)].map(([, name]) => name!);
}

function files(stack: StackJson, bundle: string, place: (path: string) => string): string[][] {
  return Object.entries(stack.locals[bundle] ?? {}).map(([path, { lines }]) => [
    place(path),
    lines.map((line) => `${unescapeTemplate(line)}\n`).join(""),
  ]);
}

/** Unescapes a text of Terraform's template language. References stay unchanged. */
export function unescapeTemplate(text: string): string {
  return text.replace(/\$\$\{/g, "${").replace(/%%\{/g, "%{");
}
