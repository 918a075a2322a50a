import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sleep } from "../../lab/host/processes";
import { attempt, type Result } from "../../lab/host/shell";
import { buildHostImage, hostImage } from "../../lab/image/build";
import { UserError } from "../../lib/user-error";
import type { Drill } from "../drill";
import { nodeScripts } from "../node-scripts";
import { downloads, renderUploads } from "./bundle";
import { Host } from "./host";
import { differences, keptMoments, pointsOf, type Schedule, scheduleOf, type Step, tell } from "./schedule";

const own = path.join(__dirname, "machine");
const shared = path.dirname(downloads);
const bundles = { join: `${shared}/first.json`, update: `${shared}/second.json` };
const units = ["groundup-api-name", "pod-network", "containerd", "kubelet", "kube-proxy", "groundup-earlier"].map(
  (name) => `${name}.service`,
);
/** Units of the system that write when they please, or wait for what a host of the drill has not. */
const masked = ["apt-daily.timer", "apt-daily.service", "unattended-upgrades.service", "ssh.socket"];

/** A step that nobody disturbs: where it starts from, what it does, and what it comes to. */
interface Undisturbed {
  readonly image: string;
  readonly trace: readonly string[];
  readonly state: readonly string[];
}

/** Kills steps of a worker and runs them again. They end as if nothing had happened. */
export const stepDrill: Drill = {
  does: "Kills the join and the update of a worker before any of their commands, cuts its power, runs two at once, and runs them again. They end as if nothing had happened.",
  kept: keptMoments.map((_, seed) => seed),
  async prepare() {
    if ((await attempt(["podman", "--version"])).code !== 0)
      throw new UserError("the drill needs podman: npm run lab -- setup");
    await buildHostImage();
    const images = {
      join: `localhost/groundup-drill:${process.pid}-fresh`,
      update: `localhost/groundup-drill:${process.pid}-joined`,
    };
    const undisturbed = await lookOn(images);
    const points = { join: pointsOf(undisturbed.join.trace), update: pointsOf(undisturbed.update.trace) };
    return {
      atOnce: 3,
      run: (seed: number) => play(scheduleOf(seed, points), undisturbed),
      async end() {
        for (const image of [images.update, images.join]) await attempt(["podman", "rmi", "--force", image]);
      },
    };
  },
};

/** Runs each step once without a disturbance, and keeps the hosts that they start from. */
async function lookOn(images: Readonly<Record<Step, string>>): Promise<Readonly<Record<Step, Undisturbed>>> {
  const host = await furnish();
  try {
    await host.keep(images.join);
    const join = await watch(host, "join", images.join);
    // A cluster's first apply runs both; the node has served then.
    const served = await host.step("update", bundles.join);
    if (served.code !== 0) throw new Error(`the update after the join failed: ${served.stderr}`);
    await host.keep(images.update);
    return { join, update: await watch(host, "update", images.update) };
  } finally {
    await host.end();
  }
}

/** A host after its first boot: with what its user data brings. */
async function furnish(): Promise<Host> {
  const folder = mkdtempSync(path.join(tmpdir(), "groundup-drill-"));
  try {
    const { userData, first, second } = await renderUploads(folder, nodeScripts(), path.join(own, "program"));
    const root = path.join(folder, "root");
    const lay = (name: string, content: string, mode = "0644") => {
      mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      writeFileSync(path.join(root, name), content, { mode: parseInt(mode, 8) });
    };
    for (const it of userData) lay(it.path, it.content, it.permissions);
    lay("/etc/cloud/cloud-init.disabled", "");
    lay(bundles.join, first);
    lay(bundles.update, second);
    cpSync(path.join(folder, "downloads"), path.join(root, downloads), { recursive: true });
    for (const name of ["meet", "turn"]) cpSync(path.join(own, name), path.join(root, shared, name));
    const host = await Host.boot(hostImage(), root);
    await host.run("systemctl", "mask", "--quiet", "--now", ...masked);
    await host.run("/usr/local/lib/groundup/packages");
    return host;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function watch(host: Host, step: Step, image: string): Promise<Undisturbed> {
  const trace = "/run/drill-trace";
  await host.run("rm", "-f", trace);
  const { code, stderr } = await host.step(step, bundles[step], { BASH_ENV: `${shared}/meet`, DRILL_TRACE: trace });
  if (code !== 0) throw new Error(`the ${step} failed, though nobody disturbed it: ${stderr}`);
  const lines = (await host.run("cat", trace)).trimEnd().split("\n");
  return { image, trace: lines, state: await host.state(units) };
}

async function play(schedule: Schedule, undisturbed: Readonly<Record<Step, Undisturbed>>): Promise<readonly string[]> {
  const { image, state } = undisturbed[schedule.step];
  const host = await Host.boot(image);
  try {
    const { code, stdout, stderr } = await disturb(host, schedule);
    if (code !== 0) return [`${tell(schedule)}: run again, it failed: ${(stdout + stderr).slice(-600)}`];
    const found = differences(state, await host.state(units));
    return found.length === 0 ? [] : [`${tell(schedule)}:\n    ${found.slice(0, 12).join("\n    ")}`];
  } finally {
    await host.end();
  }
}

/** @returns what the last run of the step came to */
async function disturb(host: Host, { step, kills, powerCut, besides }: Schedule): Promise<Result> {
  if (besides !== undefined) {
    const later = sleep(besides).then(() => host.step(step, bundles[step]));
    const both = await Promise.all([host.step(step, bundles[step]), later]);
    // One waits for the other, or is refused.
    return both.find(({ code }) => code === 0) ?? both[0];
  }
  for (const { at, turn } of kills) {
    await host.run("rm", "-f", "/run/drill-turns");
    await host.step(step, bundles[step], { BASH_ENV: `${shared}/meet`, DRILL_AT: at, DRILL_TURN: String(turn) });
    if (powerCut) await host.powerCut();
  }
  return host.step(step, bundles[step]);
}
