import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { type Danger, dangers } from "../lib/review/finding";
import { parsePlan } from "../lib/review/plan";
import { ReviewError } from "../lib/review/plan-format";
import { renderMarkdown } from "../lib/review/render-markdown";
import { renderText } from "../lib/review/render-text";
import { type Review, reviewPlan } from "../lib/review/review";

const usage = `npm run --silent review -- [PLAN] [--markdown | --json] [--allow DANGER]...

Says what a plan means for the cluster. PLAN is the JSON of a plan, or - for standard input, which is the default:

  terraform plan -out=plan && terraform show -json plan | npm run --silent review

  --markdown      for a comment in a pull request
  --json          for programs
  --allow DANGER  do not fail for this one, again for each: ${dangers.join(", ")}

Exit code: 0 nothing, safe, disruptive, or every danger allowed; 1 it could not be reviewed; 2 a danger that is not allowed.
The JSON of a plan holds private keys. A review does not.`;

const exitCodes = { reviewed: 0, failed: 1, refused: 2 } as const;

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseOptions(args);
  if (values.help) {
    console.log(usage);
    return exitCodes.reviewed;
  }
  if (values.markdown && values.json) throw new ReviewError("found --markdown and --json; wanted: one of them");
  const review = reviewPlan(parsePlan(await readPlan(positionals)), allowedDangers(values.allow));
  process.stdout.write(render(review, values));
  return review.refused.length > 0 ? exitCodes.refused : exitCodes.reviewed;
}

function parseOptions(args: string[]) {
  const flag = { type: "boolean", default: false } as const;
  const allow = { type: "string", multiple: true, default: [] as string[] } as const;
  try {
    const options = { markdown: flag, json: flag, help: flag, allow };
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new ReviewError(`${(error as Error).message}\n\n${usage}`);
  }
}

async function readPlan([file = "-", ...more]: string[]): Promise<string> {
  if (more.length > 0) throw new ReviewError(`found ${more.length + 1} plans; wanted: one`);
  if (file === "-" && process.stdin.isTTY) throw new ReviewError(usage);
  try {
    return file === "-" ? await text(process.stdin) : await readFile(file, "utf8");
  } catch (error) {
    throw new ReviewError(`cannot read ${file}: ${(error as Error).message}`);
  }
}

function allowedDangers(names: readonly string[]): Danger[] {
  return names.map((name) => {
    const danger = dangers.find((one) => one === name);
    if (!danger) throw new ReviewError(`--allow: found ${name}; wanted one of ${dangers.join(", ")}`);
    return danger;
  });
}

function render(review: Review, { markdown, json }: { markdown: boolean; json: boolean }): string {
  if (json) return `${JSON.stringify(review, undefined, 2)}\n`;
  return markdown ? renderMarkdown(review) : renderText(review, process.stdout.isTTY && !process.env.NO_COLOR);
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    if (!(error instanceof ReviewError)) throw error;
    console.error(error.message);
    process.exitCode = exitCodes.failed;
  },
);
