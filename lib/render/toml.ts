import { stringify } from "smol-toml";

/** Renders a value as the lines of a TOML document. */
export function tomlLines(value: Record<string, unknown>): string[] {
  return stringify(value).trimEnd().split("\n");
}
