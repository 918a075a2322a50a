import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Role } from "../../../lib/contract/node-name";
import { paths, unitPath } from "../../../lib/contract/paths";
import { sleep } from "../../../lib/processes";
import { attempt, type Result } from "../../../lab/host/shell";
import { buildHostImage, hostImage } from "../../../lab/image/build";
import { UserError } from "../../../lib/user-error";
import type { Drill } from "../drill";
import { nodeScripts } from "../node-scripts";
import { downloads } from "./archives";
import { renderUploads } from "./bundle";
import { Host, type Watched } from "./host";
import { differences, keptMoments, pointsOf, type Schedule, scheduleOf, tell } from "./schedule";
import { type Action, shared, type Step, stepNames, stepOf } from "./steps";

const own = path.join(__dirname, "machine");
const watched: Readonly<Record<Role, Watched>> = {
  worker: {
    units: ["groundup-api-name", "pod-network", "containerd", "kubelet", "kube-proxy", "groundup-earlier"].map(
      (name) => `${name}.service`,
    ),
    asks: [`${shared}/ask-units`],
  },
  master: {
    units: [
      ...["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "groundup-earlier"].map(
        (name) => `${name}.service`,
      ),
      "etcd-snapshot.timer",
    ],
    asks: [`${shared}/ask-units`, `${shared}/ask-etcd`],
  },
};
/** Units of the system that write at any time, or wait for something that a host of the drill lacks. */
const masked = ["apt-daily.timer", "apt-daily.service", "unattended-upgrades.service", "ssh.socket"];

/** A step that ran undisturbed: its starting host, its action, and its result. */
interface Undisturbed {
  readonly image: string;
  readonly trace: readonly string[];
  readonly state: readonly string[];
}

type LookedOn = ReadonlyMap<Step, Undisturbed>;

/** Kills steps of a worker and runs them again. The result must be the same as without the kill. */
export const stepDrill = drillOf("worker");

/** The same on a master. */
export const masterStepDrill = drillOf("master");

function drillOf(role: Role): Drill {
  const kept = keptMoments[role];
  return {
    does: `Kills steps of a ${role} before any of their commands, cuts its power, runs two at once, and runs them again. They end as if nothing had happened.`,
    kept: kept.map((_, seed) => seed),
    async prepare() {
      if ((await attempt(["podman", "--version"])).code !== 0)
        throw new UserError("the drill needs podman: npm run lab -- setup");
      await buildHostImage();
      const images: string[] = [];
      const end = async () => {
        for (const image of images.reverse()) await attempt(["podman", "rmi", "--force", image]);
      };
      try {
        const undisturbed = await lookOn(role, images);
        const points = new Map([...undisturbed].map(([name, { trace }]) => [name, pointsOf(trace)]));
        return { atOnce: 3, run: (seed: number) => play(scheduleOf(seed, kept, points), undisturbed), end };
      } catch (error) {
        await end();
        throw error;
      }
    },
  };
}

/**
 * Runs each step of a role once without disturbance, and saves the hosts from which they start.
 * @param images receives each created image
 */
async function lookOn(role: Role, images: string[]): Promise<LookedOn> {
  const host = await furnish(role);
  const seen = new Map<Step, Undisturbed>();
  try {
    for (const name of stepNames) {
      const step = stepOf(name);
      if (step.role !== role) continue;
      for (const action of step.before ?? []) await undisturbedly(host, action);
      const image = `localhost/groundup-drill:${process.pid}-${name.replace(" ", "-")}`;
      await host.keep(image);
      images.push(image);
      const trace = "/run/drill-trace";
      await host.run("rm", "-f", trace);
      await undisturbedly(host, step, { BASH_ENV: `${shared}/meet`, DRILL_TRACE: trace });
      const lines = (await host.run("cat", trace)).trimEnd().split("\n");
      seen.set(name, { image, trace: lines, state: await host.state(watched[role]) });
    }
    return seen;
  } finally {
    await host.end();
  }
}

async function undisturbedly(host: Host, action: Action, environment: Readonly<Record<string, string>> = {}) {
  const { code, stdout, stderr } = await host.act(action, environment);
  if (code !== 0) throw new Error(`${action.command.join(" ")} failed, though nobody disturbed it: ${stdout}${stderr}`);
}

/** Gives a host the address that EC2 would assign, on the loopback device, because it has no other device. */
const unitOfAddress = (address: string) => `[Unit]
DefaultDependencies=no
Before=sysinit.target

[Service]
Type=oneshot
ExecStart=ip address replace ${address}/32 dev lo
RemainAfterExit=yes

[Install]
WantedBy=sysinit.target
`;

/** A pod of kube-router, as far as a worker's update asks about it: its health, and one of its chains. */
const unitOfKubeRouter = `[Service]
ExecStartPre=nft add table ip filter
ExecStartPre=nft add chain ip filter KUBE-ROUTER-FORWARD
ExecStart=${shared}/kube-router

[Install]
WantedBy=multi-user.target
`;

/** A host after its first boot, with the files of its user data. */
async function furnish(role: Role): Promise<Host> {
  const folder = mkdtempSync(path.join(tmpdir(), "groundup-drill-"));
  try {
    const { userData, bundles, address } = await renderUploads(role, folder, nodeScripts(), path.join(own, "program"));
    const root = path.join(folder, "root");
    const lay = (name: string, content: string, mode = "0644") => {
      mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      writeFileSync(path.join(root, name), content, { mode: parseInt(mode, 8) });
    };
    for (const it of userData) lay(it.path, it.content, it.permissions);
    lay("/etc/cloud/cloud-init.disabled", "");
    lay(unitPath("drill-address"), unitOfAddress(address));
    lay(unitPath("drill-kube-router"), unitOfKubeRouter);
    for (const [name, bundle] of Object.entries(bundles)) lay(`${shared}/${name}.json`, bundle);
    cpSync(path.join(folder, "downloads"), path.join(root, downloads), { recursive: true });
    for (const name of readdirSync(own)) cpSync(path.join(own, name), path.join(root, shared, name));
    lay(`${shared}/kube-router`, readFileSync(path.join(own, "program"), "utf8"), "0755");
    const host = await Host.boot(hostImage(), `${role}-0`, root);
    await host.run("systemctl", "mask", "--quiet", "--now", ...masked);
    await host.run("systemctl", "enable", "--quiet", "--now", "drill-address.service");
    await host.run(`${paths.scripts}/packages`);
    if (role === "worker") await host.run("systemctl", "enable", "--quiet", "--now", "drill-kube-router.service");
    return host;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function play(schedule: Schedule, undisturbed: LookedOn): Promise<readonly string[]> {
  const { image, state } = undisturbed.get(schedule.step)!;
  const { role } = stepOf(schedule.step);
  const host = await Host.boot(image, `${role}-0`);
  try {
    const { code, stdout, stderr } = await disturb(host, schedule);
    if (code !== 0) return [`${tell(schedule)}: run again, it failed: ${(stdout + stderr).slice(-600)}`];
    const found = differences(state, await host.state(watched[role]));
    return found.length === 0 ? [] : [`${tell(schedule)}:\n    ${found.slice(0, 12).join("\n    ")}`];
  } finally {
    await host.end();
  }
}

/** @returns the result of the last run of the step */
async function disturb(host: Host, { step: name, kills, powerCut, besides }: Schedule): Promise<Result> {
  const step = stepOf(name);
  if (besides !== undefined) {
    const later = sleep(besides).then(() => host.act(step));
    const both = await Promise.all([host.act(step), later]);
    // One must wait for the other, or be refused.
    return both.find(({ code }) => code === 0) ?? both[0];
  }
  for (const { at, turn } of kills) {
    await host.run("rm", "-f", "/run/drill-turns");
    await host.act(step, { BASH_ENV: `${shared}/meet`, DRILL_AT: at, DRILL_TURN: String(turn) });
    if (powerCut) await host.powerCut();
  }
  return host.act(step);
}
