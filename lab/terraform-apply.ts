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

/** What Terraform is to do. */
export type Verb = "apply" | "destroy";

/**
 * Runs `terraform apply` or `destroy` as the operator, and reports what is done and what it waits for. After an
 * interrupt, Terraform finishes its present work. If this command is killed, Terraform continues, and the next command
 * finds it: a Terraform that dies forgets what it was creating.
 * @param args what follows the verb, such as the file of a plan.
 * @throws LabError with Terraform's own messages if it fails.
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
    progress.say("interrupted: Terraform finishes its present work; interrupt again to stop it at once");
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
  const lost = emulatorRuns() ? [] : [`the AWS emulator has ended, and its account is lost: \`up\` creates a new lab`];
  const told = [`terraform ${verb} failed; its full output is in ${logFile(part)}`, ...events.problems, ...lost];
  throw new LabError(told.join("\n\n"));
}

/** Kills Terraform and its providers with SIGKILL. Returns whether Terraform was running. */
export function killTerraform(): boolean {
  const atWork = leaderOf(part) !== undefined;
  killPart(part);
  return atWork;
}

/** Interrupts the running Terraform: it stops waiting, and says what it waited for. */
export function interruptTerraform(): void {
  const leader = leaderOf(part);
  if (leader) process.kill(leader, "SIGINT");
}

/** Stops a Terraform that a killed command left running, with the state locked. */
async function stopOrphan(progress: Progress): Promise<void> {
  const orphan = leaderOf(part);
  if (!orphan) return;
  progress.say("a killed command left Terraform running: it finishes its present work");
  interruptTerraform();
  await progress.waiting(untilEnded(), () => `Terraform (process ${orphan}) to end`);
}

async function untilEnded(): Promise<void> {
  while (leaderOf(part)) await sleep(100);
}
