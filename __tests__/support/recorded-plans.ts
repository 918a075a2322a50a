import { join } from "node:path";
import type { Tree } from "../../lib/inspection";
import { readTree } from "./read-tree";
import { project } from "./synthesized";

/** Where `npm run plans` writes what Terraform planned. */
export const recordedPlansFolder = join(project, "__tests__", "lib", "review", "plans");

/** JSON of each recorded plan, by the name of its scenario. */
export function recordedPlans(): Tree {
  const files = Object.entries(readTree(recordedPlansFolder));
  return Object.fromEntries(files.map(([name, text]) => [name.replace(/\.json$/, ""), text]));
}

/** JSON of each plan that somebody ran into, by the name of its case. */
export function reviewCases(): Tree {
  const files = Object.entries(readTree(join(project, "__tests__", "lib", "review", "cases")));
  return Object.fromEntries(files.map(([name, text]) => [`case ${name.replace(/\.json$/, "")}`, text]));
}
