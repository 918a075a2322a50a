/** The files of Terraform's source that list its remote state backends. */
export interface BackendFiles {
  /** Text of `go.mod`. */
  readonly goMod: string;
  /** Text of `internal/backend/init/init.go`. */
  readonly list: string;
}

const backendModule = /github\.com\/hashicorp\/terraform\/internal\/backend\/remote-state\/(\w+)/g;

/** Settings of the Go runtime that Terraform 1.11 uses and newer Go releases refuse. */
const forgottenSettings = ["godebug tlskyber="];

/**
 * Terraform's source without the backends that are separate modules from 1.6 on, because the Go module proxy does not
 * have them. No test of groundup uses them. Also removes settings that newer Go releases refuse.
 */
export function buildable({ goMod, list }: BackendFiles): BackendFiles {
  const names = [...goMod.matchAll(backendModule)].map(([, name]) => name!);
  const required = names.map((name) => `remote-state/${name} `);
  // The package `oss` is imported as `backendOSS`, `azure` as `backendAzure`.
  const used = names.flatMap((name) => [`remote-state/${name}"`, `backend${name}.`]);
  return { goMod: withoutLines(goMod, [...required, ...forgottenSettings]), list: withoutLines(list, used) };
}

/** The text without lines that contain one of some words, in any case. */
function withoutLines(text: string, words: readonly string[]): string {
  const unwanted = words.map((word) => word.toLowerCase());
  return text
    .split("\n")
    .filter((line) => !unwanted.some((word) => line.toLowerCase().includes(word)))
    .join("\n");
}
