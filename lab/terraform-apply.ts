import type { ApplyEvents } from "./apply-events";
import { emulatorRuns } from "./aws/emulator";
import { LabError } from "./errors";
import { LineFollower } from "./host/line-follower";
import { killPart, leaderOf, startPart } from "./host/parts";
import { sleep } from "../lib/processes";
import { logFile } from "./host/shell";
import type { Progress } from "./progress";
import { files } from "./settings";
import { asOperator, terraformEnvironment } from "./terraform";

const part = "terraform";

/** What Terraform is told to do. */
export type Verb = "apply" | "destroy";

/**
 * Runs `terraform apply` or `destroy` as the operator, telling what is done and what is waited for. Interrupted, it
 * lets Terraform finish what it has begun; killed, it leaves Terraform at work, whole, for the next command to find:
 * a Terraform that dies forgets what it was just making.
 * @param args what follows the verb, such as the file of a plan.
 * @throws LabError with Terraform's own words when it fails.
 */
export async function applyStack(
  verb: Verb,
  progress: Progress,
  events: ApplyEvents,
  args: readonly string[] = [],
): Promise<void> {
  await stopOrphan(progress);
  const log = new LineFollower(logFile(part));
  const follow = () => log.read().forEach((line) => events.line(line));
  const command = asOperator(["terraform", verb, "-json", "-auto-approve", "-input=false", ...args]);
  const child = startPart(part, command, { cwd: files.stack, env: terraformEnvironment });
  const interrupt = () => {
    progress.say("interrupted: Terraform finishes what it has begun; again, and it drops it");
    child.kill("SIGINT");
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  const timer = setInterval(follow, 200);
  const ended = new Promise<number | null>((resolve) => child.on("exit", resolve).on("error", () => resolve(null)));
  const code = await progress.waiting(ended, () => events.open(Date.now()));
  clearInterval(timer);
  process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  follow();
  if (code === 0) return progress.say(events.summary);
  const lost = emulatorRuns() ? [] : [`the AWS emulator has ended, and its account with it: \`up\` begins anew`];
  const told = [`terraform ${verb} failed; all it said is in ${logFile(part)}`, ...events.problems, ...lost];
  throw new LabError(told.join("\n\n"));
}

/** Kills Terraform and its providers with SIGKILL. Says whether it was at work. */
export function killTerraform(): boolean {
  const atWork = leaderOf(part) !== undefined;
  killPart(part);
  return atWork;
}

/** Asks Terraform, which is at work, to end: it gives up what it waits for, and says why it waited. */
export function interruptTerraform(): void {
  const leader = leaderOf(part);
  if (leader) process.kill(leader, "SIGINT");
}

/** A command that was killed left its Terraform at work, with the state locked. */
async function stopOrphan(progress: Progress): Promise<void> {
  const orphan = leaderOf(part);
  if (!orphan) return;
  progress.say("a command that was killed left Terraform at work: it finishes what it has begun");
  interruptTerraform();
  await progress.waiting(untilEnded(), () => `Terraform (process ${orphan}) to end`);
}

async function untilEnded(): Promise<void> {
  while (leaderOf(part)) await sleep(100);
}
