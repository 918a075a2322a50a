import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { type Given, runCommand, usageError } from "../lib/command-line";
import { userPath } from "../lib/config";
import { decodePlan } from "./decode";
import { type KindName, kindNames, kinds } from "./kinds";
import { parsePlan } from "./plan";
import { ReviewError } from "./plan-format";
import { renderMarkdown } from "./render-markdown";
import { renderText } from "./render-text";
import { type Review, reviewPlan } from "./review";
import { exitCodeOf } from "./verdict";
import { fileTrouble } from "../lib/user-error";

const project = join(__dirname, "..");

/** Codes of kinds that cannot be judged, with the names of those that have them. */
const kindCodes = Object.fromEntries(
  kindNames.flatMap((name) => (kinds[name].severity === "cannot-judge" ? [[kinds[name].exitCode, name]] : [])),
) as Readonly<Record<number, KindName>>;

const command = {
  call: "npm run --silent review -- [PLAN] [OPTIONS]",
  does: ["Says what a plan means for the cluster. The JSON of a plan holds private keys; a review does not."],
  example: "terraform plan -out=plan && terraform show -json plan | npm run --silent review",
  arguments: { PLAN: "the JSON of a plan; default: -, which is standard input" },
  options: {
    markdown: { type: "boolean", says: "for a comment in a pull request" },
    json: { type: "boolean", says: "for programs" },
    allow: {
      type: "string",
      multiple: true,
      value: "KIND",
      says: `do not fail for findings of this kind, again for each: ${kindNames.join(", ")}`,
    },
  },
  environment: { NO_COLOR: "any value: no colours in a terminal" },
  exitCodes: {
    0: "nothing, safe, disruptive, or every kind of finding that stops was allowed",
    1: "it could not be reviewed; standard error says why",
    2: "a danger that is not allowed",
    ...kindCodes,
  },
} as const;

async function review({ options, positionals }: Given<typeof command.options>): Promise<number> {
  if (options.markdown && options.json) throw usageError(command, "found --markdown and --json; wanted: one of them");
  const reviewed = reviewPlan(parsePlan(await readPlan(positionals)), allowedKinds(options.allow ?? []));
  process.stdout.write(render(reviewed, options));
  return exitCodeOf(reviewed.refused);
}

async function readPlan([file = "-", ...more]: readonly string[]): Promise<string> {
  if (more.length > 0) throw usageError(command, `found ${more.length + 1} plans; wanted: one`);
  if (file === "-" && process.stdin.isTTY)
    throw usageError(command, "found no plan; wanted: one, by name or by a pipe");
  if (file === "-") return decodePlan(await buffer(process.stdin));
  try {
    return decodePlan(await readFile(userPath(file, project)));
  } catch (error) {
    throw new ReviewError(`cannot read ${file}: ${fileTrouble(error)}`, { cause: error });
  }
}

function allowedKinds(names: readonly string[]): KindName[] {
  return names.map((name) => {
    const kind = kindNames.find((one) => one === name);
    if (!kind) throw new ReviewError(`--allow: found ${name}; wanted one of ${kindNames.join(", ")}`);
    return kind;
  });
}

function render(review: Review, { markdown, json }: Given<typeof command.options>["options"]): string {
  if (json) return `${JSON.stringify(review, undefined, 2)}\n`;
  return markdown ? renderMarkdown(review) : renderText(review, process.stdout.isTTY && !process.env.NO_COLOR);
}

void runCommand(command, review);
