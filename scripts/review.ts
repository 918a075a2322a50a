import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type Given, runCommand, usageError } from "../lib/command-line";
import { userPath } from "../lib/config";
import { type Danger, dangers } from "../lib/review/finding";
import { parsePlan } from "../lib/review/plan";
import { ReviewError } from "../lib/review/plan-format";
import { renderMarkdown } from "../lib/review/render-markdown";
import { renderText } from "../lib/review/render-text";
import { type Review, reviewPlan } from "../lib/review/review";
import { fileTrouble } from "../lib/user-error";

const project = join(__dirname, "..");

const exitCodes = { reviewed: 0, failed: 1, refused: 2 } as const;

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
      value: "DANGER",
      says: `do not fail for this one, again for each: ${dangers.join(", ")}`,
    },
  },
  environment: { NO_COLOR: "any value: no colours in a terminal" },
  exitCodes: {
    [exitCodes.reviewed]: "nothing, safe, disruptive, or every danger allowed",
    [exitCodes.failed]: "it could not be reviewed; standard error says why",
    [exitCodes.refused]: "a danger that is not allowed",
  },
} as const;

async function review({ options, positionals }: Given<typeof command.options>): Promise<number> {
  if (options.markdown && options.json) throw usageError(command, "found --markdown and --json; wanted: one of them");
  const reviewed = reviewPlan(parsePlan(await readPlan(positionals)), allowedDangers(options.allow ?? []));
  process.stdout.write(render(reviewed, options));
  return reviewed.refused.length > 0 ? exitCodes.refused : exitCodes.reviewed;
}

async function readPlan([file = "-", ...more]: readonly string[]): Promise<string> {
  if (more.length > 0) throw usageError(command, `found ${more.length + 1} plans; wanted: one`);
  if (file === "-" && process.stdin.isTTY)
    throw usageError(command, "found no plan; wanted: one, by name or by a pipe");
  if (file === "-") return text(process.stdin);
  try {
    return await readFile(userPath(file, project), "utf8");
  } catch (error) {
    throw new ReviewError(`cannot read ${file}: ${fileTrouble(error)}`, { cause: error });
  }
}

function allowedDangers(names: readonly string[]): Danger[] {
  return names.map((name) => {
    const danger = dangers.find((one) => one === name);
    if (!danger) throw new ReviewError(`--allow: found ${name}; wanted one of ${dangers.join(", ")}`);
    return danger;
  });
}

function render(review: Review, { markdown, json }: Given<typeof command.options>["options"]): string {
  if (json) return `${JSON.stringify(review, undefined, 2)}\n`;
  return markdown ? renderMarkdown(review) : renderText(review, process.stdout.isTTY && !process.env.NO_COLOR);
}

void runCommand(command, review);
