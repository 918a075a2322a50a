import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Area } from "../check";
import { expect, expectNone, Skipped } from "../outcome";
import { needlesFor, searchNode, textProblems } from "../key-material/search";
import type { Machine } from "../site/outputs";
import type { Subject } from "../subject";

async function inStack(subject: Subject): Promise<string> {
  const file = path.join(subject.stack.folder, "cdk.tf.json");
  const text = await readFile(file, "utf8");
  const needles = await needlesFor(subject);
  expectNone(textProblems("cdk.tf.json", text, needles));
  return `cdk.tf.json, user data in it: none of ${needles.length} pieces of the cluster's keys`;
}

/** A plan that shows every value: the one that would destroy everything. */
const plan = ["plan", "-destroy", "-refresh=false", "-lock=false", "-input=false", "-no-color"];

async function inPlans(subject: Subject): Promise<string> {
  const asked = [plan, [...plan, "-json"], ["show", "-no-color"], ["output", "-no-color"]];
  const texts = await Promise.all(asked.map((args) => subject.terraform(args)));
  const needles = await needlesFor(subject);
  expect(texts[0]!.includes("tls_private_key"), "the plan shows no private key's resource: there is nothing to judge");
  expectNone(asked.flatMap((args, index) => textProblems(`terraform ${args.join(" ")}`, texts[index]!, needles)));
  return "plan and its JSON, show, output: values that are keys are not shown";
}

async function inApplies(subject: Subject): Promise<string> {
  const { logs } = subject.stack;
  if (logs.length === 0) throw new Skipped("needs the logs of Terraform's output, which the lab keeps");
  const needles = await needlesFor(subject);
  const texts = await Promise.all(logs.map((file) => readFile(file, "utf8")));
  expectNone(texts.flatMap((text, index) => textProblems(logs[index]!, text, needles)));
  return `${texts.reduce((sum, text) => sum + text.length, 0)} bytes in ${logs.join(", ")}`;
}

async function onNodes(subject: Subject, machines: readonly Machine[]): Promise<string> {
  const problems = await Promise.all(machines.map((machine) => searchNode(subject, machine)));
  expectNone(problems.flat());
  return `${machines.length} of them: readable files, processes, user data, logs, journal; the planted keys were found`;
}

/** Where no key may be. */
export const keyMaterial: Area = {
  name: "key material",
  checks: [
    { name: "none in the synthesized JSON", run: inStack },
    { name: "none in plans", run: inPlans },
    { name: "none in Terraform's output", run: inApplies },
    { name: "none exposed on masters", run: (subject) => onNodes(subject, subject.masters) },
    { name: "none exposed on workers", run: (subject) => onNodes(subject, subject.workers) },
  ],
};
