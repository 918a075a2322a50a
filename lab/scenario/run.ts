import { writeFile } from "node:fs/promises";
import path from "node:path";
import { stringify } from "yaml";
import { readClusterConfig } from "../../lib/config";
import { ApplyEvents } from "../apply-events";
import { loadCheckImage } from "../cluster/check-image";
import { type Keys, mergeKeys } from "../cluster/derive";
import { checkImage } from "../cluster/images";
import { synthesize } from "../cluster/synthesize";
import { prepareStack } from "../commands/up";
import { LabError } from "../errors";
import { sleep } from "../host/processes";
import { run } from "../host/shell";
import { containerExists } from "../instances/container";
import type { Progress } from "../progress";
import { files, labFolder, namespaces, projectRoot } from "../settings";
import { readStatus } from "../status";
import { applyStack } from "../terraform-apply";
import { planStack, type StackPlan } from "../terraform-plan";
import { Timings } from "../timings";
import { Failed } from "../verify/check";
import { labSite } from "../verify/site/lab";
import { Subject } from "../verify/subject";

/** What a scenario does things with: the cluster file, Terraform, and every way to the cluster. */
export class ScenarioRun {
  private knownSubject?: Subject;

  /**
   * @param progress told of what happens.
   * @param keys the cluster file as it is at the start.
   * @param folder for files of this run.
   */
  constructor(
    readonly progress: Progress,
    private keys: Keys,
    private readonly folder: string,
  ) {}

  /** Where the cluster file of this run is: a user would edit it there. */
  static readonly clusterFile = path.join(labFolder, "scenario.yaml");

  /** Says what happens now. */
  say(text: string): void {
    this.progress.say(text);
  }

  /** Writes the cluster file as it is at the start. */
  async begin(): Promise<void> {
    await writeFile(ScenarioRun.clusterFile, stringify(this.keys));
  }

  /** Edits the cluster file: objects are merged, all else is replaced. */
  async edit(keys: Keys): Promise<void> {
    this.keys = mergeKeys(this.keys, keys);
    await this.begin();
  }

  /** Synthesizes the cluster file and plans it, as a user would. */
  async plan(args: readonly string[] = []): Promise<StackPlan> {
    const json = await synthesize(ScenarioRun.clusterFile);
    await prepareStack(json, readClusterConfig(files.clusterFile).config, this.progress, new Timings());
    return planStack(args);
  }

  /** Applies a plan. New nodes get the image with which checks make pods. */
  async apply(plan: StackPlan): Promise<void> {
    this.forget();
    await applyStack("apply", this.progress, new ApplyEvents((text) => this.say(text)), [plan.file]);
    await loadCheckImage();
  }

  /**
   * Applies a plan that must fail.
   * @param because what Terraform must say.
   * @throws Failed when it succeeds, or fails for another reason.
   */
  async applyInVain(plan: StackPlan, because: RegExp): Promise<void> {
    const error = await this.apply(plan).catch((it: Error) => it);
    if (!error) throw new Failed(`the apply succeeded; it should have failed with ${because}`);
    if (!because.test(error.message)) throw new Failed(`the apply failed without saying ${because}:\n${error.message}`);
    this.say(`failed as it should: ${because.exec(error.message)![0]}`);
  }

  /** The cluster as it is since the last apply. */
  async subject(): Promise<Subject> {
    this.knownSubject ??= new Subject(await labSite(this.folder), checkImage);
    return this.knownSubject;
  }

  /** The instance of a node, such as `master-0`. */
  instance(node: string): string {
    const found = readStatus()?.instances.find((it) => it.name.endsWith(`-${node}`) && it.state !== "terminated");
    if (!found) throw new LabError(`there is no instance of ${node}`);
    return found.id;
  }

  /** Terminates the instance of a node through EC2's API, behind Terraform's back, and waits until it is gone. */
  async terminate(node: string): Promise<void> {
    const id = this.instance(node);
    const { region } = readClusterConfig(files.clusterFile).config;
    const program = path.join(projectRoot, "lab", "aws", "terminate.ts");
    await run([process.execPath, "--import", "tsx", program, region, id], {
      namespace: namespaces.operator,
      cwd: projectRoot,
    });
    while (await containerExists(id)) await sleep(200);
    this.forget();
    this.say(`the instance of ${node}, ${id}, is terminated`);
  }

  /** Ends what it has open. */
  forget(): void {
    void this.knownSubject?.close();
    this.knownSubject = undefined;
  }
}
