import { existsSync } from "node:fs";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { stringify } from "yaml";
import { readClusterFile } from "../../components/derived/cluster-file";
import { resources } from "../../lib/contract/addresses";
import { ApplyEvents } from "../apply-events";
import { loadCheckImage } from "../cluster/check-image";
import { type Mapping, mergeMappings } from "../../lib/mapping";
import { checkImage } from "../../verify/check-image";
import { synthesize } from "../cluster/synthesize";
import { prepareStack } from "../commands/up";
import { LabError } from "../errors";
import { sleep } from "../../lib/processes";
import { run } from "../host/shell";
import { hostProvider } from "../instances/providers";
import type { Progress } from "../progress";
import { files, namespaces, projectRoot } from "../settings";
import { type InstanceStatus, readStatus } from "../status";
import { asOperator, terraformEnvironment } from "../terraform";
import { applyStack, killTerraform } from "../terraform-apply";
import { planStack, type StackPlan } from "../terraform-plan";
import { Timings } from "../timings";
import { Failed } from "../../verify/outcome";
import { labSite } from "../site";
import { Subject } from "../../verify/subject";
import { documented } from "./documented";

/** Something that happens while a step runs. */
export interface Meanwhile {
  /** Address of the step: `null_resource.worker-1_update`. */
  readonly address: string;
  readonly happen: () => Promise<void>;
}

/** Milliseconds after the start of a step at which something happens to its node. By then the step has its bundle. */
const intoStep = 3000;

/** The tools of a scenario: the cluster file, Terraform, and every way to the cluster. */
export class ScenarioRun {
  private knownSubject?: Subject;

  /**
   * @param progress receives messages.
   * @param keys the cluster file at the start.
   * @param folder for files of this run.
   */
  constructor(
    readonly progress: Progress,
    private keys: Mapping,
    private readonly folder: string,
  ) {}

  /** The cluster file of this run, as a user would edit it. */
  get clusterFile(): string {
    return this.file("cluster.yaml");
  }

  /** Path of a file that exists only during this run. The commands of docs/operations.md run in the same folder. */
  file(name: string): string {
    return path.join(this.folder, name);
  }

  /** Prints a message. */
  say(text: string): void {
    this.progress.say(text);
  }

  /** Writes the cluster file of the start. */
  async begin(): Promise<void> {
    await writeFile(this.clusterFile, stringify(this.keys));
  }

  /** Edits the cluster file: objects are merged, other values replaced. */
  async edit(keys: Mapping): Promise<void> {
    this.keys = mergeMappings(this.keys, keys);
    await this.begin();
  }

  /** Synthesizes the cluster file and plans the result, as a user would. */
  async plan(args: readonly string[] = []): Promise<StackPlan> {
    const json = await synthesize(this.clusterFile);
    await prepareStack(json, readClusterFile(files.clusterFile).config, this.progress, new Timings());
    return planStack(args);
  }

  /**
   * Plans what must be refused.
   * @param because what Terraform must say.
   * @throws Failed if Terraform makes the plan, or fails for another reason.
   */
  async planInVain(because: RegExp): Promise<void> {
    this.expectFailure("plan", because, await failureOf(this.plan()));
  }

  /** Applies a plan. */
  apply(plan: StackPlan, events = new ApplyEvents((text) => this.say(text))): Promise<void> {
    return this.applying(() => applyStack("apply", this.progress, events, [plan.file]));
  }

  /** Runs a function after which nodes may have new machines. New machines get the image of the check pods. */
  async applying(apply: () => Promise<unknown>): Promise<void> {
    this.forget();
    await apply();
    await loadCheckImage();
  }

  /**
   * Applies a plan that must fail.
   * @param because what Terraform must say.
   * @param meanwhile something that happens once a step runs.
   * @throws Failed if the apply succeeds, or fails for another reason.
   */
  async applyInVain(plan: StackPlan, because: RegExp, meanwhile?: Meanwhile): Promise<void> {
    const events = new ApplyEvents((text) => this.say(text));
    const applied = failureOf(this.apply(plan, events));
    if (meanwhile) await Promise.race([applied, this.happen(meanwhile, events)]);
    this.expectFailure("apply", because, await applied);
  }

  private expectFailure(what: string, because: RegExp, error: Error | undefined): void {
    if (!error) throw new Failed(`the ${what} succeeded; it should have failed with ${because}`);
    if (!because.test(error.message))
      throw new Failed(`the ${what} failed without saying ${because}:\n${error.message}`);
    this.say(`failed as expected: ${because.exec(error.message)![0]}`);
  }

  /**
   * Applies a plan, and kills Terraform (-9) this many seconds after it began to work on a node, unless it has ended.
   * Terraform may finish what it is creating in AWS: if killed, it would forget the resource (docs/operations.md).
   * @returns whether Terraform was killed.
   */
  async applyAndKill(plan: StackPlan, seconds: number): Promise<boolean> {
    this.forget();
    const events = new ApplyEvents((text) => this.say(text));
    let ended = false;
    const applied = applyStack("apply", this.progress, events, [plan.file]).finally(() => (ended = true));
    applied.catch(() => undefined); // awaited below
    const open = (type: string) => events.spans.some((span) => span.type.startsWith(type) && span.end === undefined);
    while (!ended && !open(resources.update.type)) await sleep(100);
    for (const end = Date.now() + seconds * 1000; !ended && (Date.now() < end || open("aws_"));) await sleep(100);
    if (ended || !killTerraform()) return applied.then(() => false);
    const at = events.open(Date.now());
    await applied.catch(() => undefined);
    this.say(`killed Terraform ${seconds} s after its first step: it was working on ${at || "nothing"}`);
    return true;
  }

  /**
   * Runs the commands under a heading of docs/operations.md, as the operator, in a folder like a user's project.
   * @param values for placeholders in angle brackets; `<name>` is the cluster's.
   * @returns the output of the commands.
   */
  async operate(heading: string, values: Readonly<Record<string, string>> = {}): Promise<string> {
    const { name, region } = readClusterFile(files.clusterFile).config;
    const stacks = path.join(this.folder, "cdktf.out", "stacks");
    await mkdir(stacks, { recursive: true });
    const stack = path.join(stacks, name);
    if (!existsSync(stack)) await symlink(files.stack, stack);
    this.say(`docs/operations.md: ${heading}`);
    const script = `set -euo pipefail\numask 077\n${documented(heading, { name, ...values })}`;
    // AWS CLI 2 and Terraform read the first variable, AWS CLI 1 the second.
    const env = { ...terraformEnvironment, AWS_REGION: region, AWS_DEFAULT_REGION: region };
    return run(asOperator(["bash", "-c", script]), { cwd: this.folder, env });
  }

  /** The cluster after the last apply. */
  async subject(): Promise<Subject> {
    this.knownSubject ??= new Subject(await labSite(this.folder), checkImage);
    return this.knownSubject;
  }

  /** The instance of a node, such as `master-0`. */
  instance(node: string): string {
    return statusOf(node).id;
  }

  /** The public address of a node; undefined if it has none. */
  publicAddress(node: string): string | undefined {
    return statusOf(node).publicAddress;
  }

  /** Terminates a node's instance through EC2's API, without Terraform's knowledge, and waits until it is gone. */
  async terminate(node: string): Promise<void> {
    const id = this.instance(node);
    const { region } = readClusterFile(files.clusterFile).config;
    const program = path.join(projectRoot, "lab", "aws", "terminate.ts");
    await run([process.execPath, "--import", "tsx", program, region, id], {
      namespace: namespaces.operator,
      cwd: projectRoot,
    });
    while ((await hostProvider().list()).some(({ instanceId }) => instanceId === id)) await sleep(200);
    this.forget();
    this.say(`the instance of ${node}, ${id}, is terminated`);
  }

  private async happen({ address, happen }: Meanwhile, events: ApplyEvents): Promise<void> {
    const begun = () => events.spans.some((it) => it.address === address && it.action === "create");
    while (!begun()) await sleep(100);
    await sleep(intoStep);
    await happen();
    this.say(`it has happened, ${intoStep / 1000} s into ${address}`);
  }

  /** Closes open connections. */
  forget(): void {
    void this.knownSubject?.close();
    this.knownSubject = undefined;
  }
}

function statusOf(node: string): InstanceStatus {
  const found = readStatus()?.instances.find((it) => it.name.endsWith(`-${node}`) && it.state !== "terminated");
  if (!found) throw new LabError(`${node} has no instance`);
  return found;
}

/** The error with which something fails; undefined if it succeeds. */
const failureOf = (done: Promise<unknown>): Promise<Error | undefined> =>
  done.then(
    () => undefined,
    (error: Error) => error,
  );
