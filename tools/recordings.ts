import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parsePlan } from "../review/plan";
import { renderText } from "../review/render-text";
import { reviewPlan } from "../review/review";
import { recordedPlans } from "./fixtures/recorded-plans";
import { renderTerminal } from "./terminal-picture";

/**
 * Pictures of terminal sessions as SVG, by file name: those that were recorded in `docs/recordings/`, and the review of
 * a plan. The first line of a recording says what it shows, and when it was recorded; `…` stands for lines left out.
 * @param project the project's folder
 */
export function drawnRecordings(project: string): Record<string, string> {
  const folder = join(project, "docs", "recordings");
  const recorded = readdirSync(folder).map((file) => {
    const [title, ...session] = readFileSync(join(folder, file), "utf8").split("\n");
    return [file.replace(/\.txt$/, ".svg"), renderTerminal(title!, session.join("\n"))];
  });
  return { ...Object.fromEntries(recorded), "review.svg": drawnReview(recordedPlans()["kubelet-field"]!) };
}

function drawnReview(json: string): string {
  const session = `$ terraform show -json plan | npm run --silent review\n${renderText(reviewPlan(parsePlan(json)), true)}`;
  return renderTerminal("The review of a plan that gives the kubelets another maxPods", session);
}
