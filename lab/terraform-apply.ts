import { appendFileSync } from "node:fs";
import type { ApplyEvents } from "./apply-events";
import { LabError } from "./errors";
import { attempt, logFile } from "./host/shell";
import type { Progress } from "./progress";
import { files } from "./settings";
import { asOperator, terraformEnvironment } from "./terraform";

/**
 * Runs `terraform apply` or `destroy` as the operator, telling what is done and what is waited for.
 * @throws LabError with Terraform's own words when it fails.
 */
export async function applyStack(verb: "apply" | "destroy", progress: Progress, events: ApplyEvents): Promise<void> {
  const command = asOperator(["terraform", verb, "-json", "-auto-approve", "-input=false"]);
  const work = attempt(command, {
    cwd: files.stack,
    env: terraformEnvironment,
    onLine: (line) => {
      appendFileSync(logFile("apply"), `${line}\n`);
      events.line(line);
    },
  });
  const result = await progress.waiting(work, () => events.open(Date.now()));
  if (result.code === 0) return progress.say(events.summary);
  const problems = events.problems.join("\n\n") || result.stderr.trim();
  throw new LabError(`terraform ${verb} failed; all it said is in ${logFile("apply")}\n\n${problems}`);
}
