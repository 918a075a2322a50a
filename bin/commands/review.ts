import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { type Command, type Given, runnable, usageError } from "../../lib/command-line";
import { fileTrouble } from "../../lib/user-error";
import { type KindName, kindNames, kinds } from "../../review/kinds";
import { renderMarkdown } from "../../review/render-markdown";
import { userPath } from "../project";
import { parsePlan } from "../../review/plan";
import { type Review, reviewPlan } from "../../review/review";
import { exitCodeOf } from "../../review/verdict";
import { decodePlan } from "../../review/decode";
import { ReviewError } from "../../review/plan-format";
import { renderText } from "../../review/render-text";

/** The exit codes of the kinds that the review cannot judge, with their meanings. */
const kindCodes = Object.fromEntries(
  kindNames.flatMap((name) =>
    kinds[name].severity === "cannot-judge" ? [[kinds[name].exitCode, `a finding of the kind ${name}`]] : [],
  ),
) as Readonly<Record<number, string>>;

const command = {
  name: "review",
  does: [
    "Explains what a plan means for the cluster.",
    "The plan is the JSON of `terraform show -json`. That JSON contains private keys; a review does not.",
  ],
  examples: [
    "terraform plan -out=plan && terraform show -json plan | groundup review",
    "groundup review plan.json --markdown --allow open-to-world",
  ],
  arguments: { "[PLAN]": "the JSON of a plan; default: -, which is standard input" },
  options: {
    markdown: { type: "boolean", says: "print Markdown, for a comment in a pull request", conflicts: "json" },
    json: { type: "boolean", says: "print JSON for programs: `groundup schema --of review` describes it" },
    allow: {
      type: "string",
      multiple: true,
      value: "KIND",
      choices: kindNames,
      says: `do not fail for findings of this kind; can be given several times: ${kindNames.join(", ")}`,
    },
  },
  environment: { NO_COLOR: "any value: no colours in a terminal" },
  exitCodes: {
    0: "the verdict is nothing, safe or disruptive, or --allow names every dangerous kind that was found",
    1: "groundup could not review the plan; standard error says why",
    2: "a dangerous finding that --allow does not name",
    ...kindCodes,
  },
} as const satisfies Command;

/** `groundup review`. */
export const review = runnable(command, async ({ options, positionals }) => {
  const text = await readPlan(positionals[0]);
  const reviewed = reviewPlan(parsePlan(text), (options.allow ?? []) as KindName[]);
  process.stdout.write(render(reviewed, options));
  return exitCodeOf(reviewed.refused);
});

async function readPlan(file = "-"): Promise<string> {
  if (file === "-" && process.stdin.isTTY)
    throw usageError(command, "found no plan; wanted: the name of a plan's JSON file, or the JSON on standard input");
  if (file === "-") return decodePlan(await buffer(process.stdin));
  try {
    return decodePlan(await readFile(userPath(file)));
  } catch (error) {
    throw new ReviewError(`cannot read ${file}: ${fileTrouble(error)}`, { cause: error });
  }
}

function render(review: Review, { markdown, json }: Given<typeof command.options>["options"]): string {
  if (json) return `${JSON.stringify(review, undefined, 2)}\n`;
  if (markdown) return renderMarkdown(review);
  return renderText(review, process.stdout.isTTY && !process.env.NO_COLOR);
}
