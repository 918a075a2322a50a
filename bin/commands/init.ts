import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { type Command, type Given, runnable } from "../../lib/command-line";
import { UserError } from "../../lib/user-error";
import { type Answers, asking, withoutAsking } from "../init/answers";
import { clusterText, problemsOf } from "../init/cluster-file";
import { additions, cdktfJson, ignored, needs, packageJson } from "../init/files";
import { findPipeline, pipelines, workflowOf } from "../init/pipeline";
import { onTerminal } from "../init/terminal";
import { missingIgnores, writeNew } from "../init/write";
import { shownPath, userPath } from "../project";

const pipelineChoices = [...pipelines, "none"];

const command = {
  name: "init",
  does: [
    "Starts a project: a commented cluster file, and the files that run groundup.",
    "Writes cluster.yaml, cdktf.json, package.json, .gitignore and, for GitHub or GitLab, a workflow. On a terminal, it asks for values that no option sets. It never overwrites a file. If package.json or .gitignore exists, init leaves the file unchanged and shows what to add.",
  ],
  examples: [
    "groundup init my-cluster",
    "groundup init --name team --region eu-central-1 --operator-cidr 203.0.113.0/24 --ssh-key ~/.ssh/id_ed25519.pub",
  ],
  arguments: { "[FOLDER]": "the project's folder, which may be new; default: this one" },
  options: {
    name: { type: "string", value: "NAME", says: "the cluster's name; default: the folder's" },
    region: { type: "string", value: "REGION", says: "the AWS region; default: AWS_REGION" },
    masters: { type: "string", value: "N", says: "how many masters: an odd number; default: 3" },
    workers: { type: "string", value: "N", says: "how many workers; default: 3" },
    "ssh-key": {
      type: "string",
      value: "FILE",
      says: "the path of your public key, or the word generated: Terraform then generates a key and keeps it in its state; default: generated",
    },
    "operator-cidr": {
      type: "string",
      multiple: true,
      value: "CIDR",
      says: "a range that may reach SSH and the API; can be given several times; default: Terraform asks",
    },
    ci: {
      type: "string",
      value: "CI",
      choices: pipelineChoices,
      says: `the CI service to write a workflow for: ${pipelineChoices.join(", ")}; default: detected from the folder or its git remote`,
    },
    groundup: {
      type: "string",
      value: "VERSION",
      says: "the groundup version for package.json, or file:PATH of a package from npm pack; default: this version",
    },
    yes: { type: "boolean", short: "y", says: "do not ask: take the defaults" },
  },
  environment: { AWS_REGION: "the default of --region; if it is not set, AWS_DEFAULT_REGION" },
} as const satisfies Command;

type Options = Given<typeof command.options>["options"];

/** `groundup init`. */
export const init = runnable(command, async ({ options, positionals: [named = "."] }) => {
  const folder = userPath(named);
  const answers = await answersOf(options, folder);
  const { files, notes, commands } = projectOf(folder, answers, options);
  writeNew(folder, shownPath(folder) || ".", files);
  const next = [...(folder === process.cwd() ? [] : [`cd ${shownPath(folder)}`]), ...commands, "npx groundup synth"];
  const wrote = `wrote ${Object.keys(files).join(", ")}`;
  console.log([wrote, ...notes, "", "next:", ...next.map((line) => `  ${line}`)].join("\n"));
});

/** The files of a project, what the user should know of them, and the commands that come next. */
function projectOf(folder: string, answers: Answers, options: Options) {
  const has = (path: string) => existsSync(join(folder, path));
  const packages = needs(options.groundup);
  const pipeline = options.ci === undefined ? findPipeline(folder) : pipelines.find((one) => one === options.ci);
  const workflow = pipeline && workflowOf(pipeline, folder);
  const missing = has(".gitignore") ? missingIgnores(folder) : [];
  return {
    files: {
      "cluster.yaml": clusterText(answers, userPath),
      "cdktf.json": cdktfJson(answers.name),
      ...(has("package.json") ? {} : { "package.json": packageJson(answers.name, packages) }),
      ...(has(".gitignore") ? {} : { ".gitignore": `${ignored.join("\n")}\n` }),
      ...(workflow ? { [workflow.path]: workflow.text } : {}),
    },
    notes: [...(missing.length > 0 ? [`Add to .gitignore: ${missing.join(" ")}`] : []), ...(workflow?.notes ?? [])],
    commands: has("package.json") ? additions(packages) : ["npm install"],
  };
}

/**
 * The answers: from options, and from the terminal where there is one.
 * @throws UserError with all that is missing, or all that is wrong
 */
async function answersOf(options: Options, folder: string): Promise<Answers> {
  const given: Partial<Answers> = {
    name: options.name,
    region: options.region,
    masters: options.masters,
    workers: options.workers,
    sshKey: options["ssh-key"],
    operatorCidrs: options["operator-cidr"]?.join(","),
  };
  const problems = (answers: Answers) => problemsOf(answers, userPath);
  const canAsk = process.stdin.isTTY && process.stdout.isTTY && !options.yes;
  const answers = canAsk
    ? await onTerminal((terminal) => asking(given, defaultsFor(folder), terminal, problems))
    : withoutAsking(given, defaultsFor(folder));
  const wrong = problems(answers);
  if (wrong.length === 0) return answers;
  const texts = ["nothing was written: the cluster file would have problems", ...wrong.map(({ text }) => text)];
  throw new UserError(texts.join("\n\n"));
}

function defaultsFor(folder: string): Partial<Answers> {
  const name = basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 32)
    .replace(/^-+|-+$/g, "");
  const region = process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION || undefined;
  return { name: name || undefined, region, masters: "3", workers: "3", sshKey: "generated", operatorCidrs: "" };
}
