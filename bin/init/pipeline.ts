import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { installation } from "../installation";

/** The kinds of CI that there is a workflow for. */
export const pipelines = ["github", "gitlab"] as const;
export type Pipeline = (typeof pipelines)[number];

/** A workflow: where it goes, and what its user must do. */
interface Workflow {
  readonly path: string;
  readonly text: string;
  readonly notes: readonly string[];
}

/** The CI of a folder: by its files, else by where its repository comes from. A workflow belongs into the root of one. */
export function findPipeline(folder: string): Pipeline | undefined {
  if (existsSync(join(folder, ".github"))) return "github";
  if (existsSync(join(folder, ".gitlab-ci.yml"))) return "gitlab";
  if (!existsSync(join(folder, ".git"))) return undefined;
  const { stdout } = spawnSync("git", ["-C", folder, "remote", "--verbose"], { encoding: "utf8" });
  return pipelines.find((name) => stdout?.toLowerCase().includes(name));
}

/** The workflow for a folder: the examples of docs/ci. */
export function workflowOf(pipeline: Pipeline, folder: string): Workflow {
  const text = (name: string) => readFileSync(join(installation, "docs", "ci", name), "utf8");
  const state =
    "The workflow needs Terraform's state in S3: backend.s3 in cluster.yaml. Its first lines say what else.";
  if (pipeline === "github")
    return { path: ".github/workflows/cluster.yml", text: text("github-actions.yml"), notes: [state] };
  const main = ".gitlab-ci.yml";
  if (!existsSync(join(folder, main))) return { path: main, text: text("gitlab-ci.yml"), notes: [state] };
  const path = ".gitlab/cluster.gitlab-ci.yml";
  return { path, text: text("gitlab-ci.yml"), notes: [state, `Add to ${main}: include: [{ local: ${path} }]`] };
}
