import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { nodeFiles, roleFiles } from "../../components/bundle";
import type { NodeFile } from "../../components/component";
import { paths } from "../../components/paths";
import { userDataOf } from "../../components/user-data";
import { run } from "../../lab/host/shell";
import { type ApplyTimeValues, planCluster } from "../../lib/cluster";
import { parseClusterConfig } from "../../lib/config";
import { makePki } from "../etcd/pki";

/** What Terraform brings to a worker. */
export interface Uploads {
  /** What its user data lays down. */
  readonly userData: readonly { readonly path: string; readonly permissions?: string; readonly content: string }[];
  /** The bundle of its first step. */
  readonly first: string;
  /** The bundle of a later update. It changes programs, files and units, brings new ones, and lacks some. */
  readonly second: string;
}

/** Where a host has what its steps download. */
export const downloads = "/usr/local/share/drill/downloads";

type Install = Readonly<{ program: string } | { members: Readonly<Record<string, string>> } | { folder: string }>;

/** `/etc/groundup/node.json`, as far as the drill changes it. */
interface Description {
  artifacts: { name: string; source: string; sha256: string; install: Install }[];
  units: { unit: string; system: boolean; disruptsPods: boolean; files: string[]; artifacts: string[] }[];
}

const earlier = "/etc/systemd/system/groundup-earlier.service";

/** What an earlier release had, and a later bundle has not. */
const ofEarlierRelease: readonly NodeFile[] = [
  { path: "/etc/groundup/earlier", mode: "0600", lines: ["of an earlier release"] },
  {
    path: earlier,
    mode: "0600",
    lines: ["[Service]", "ExecStart=/usr/bin/sleep infinity", "", "[Install]", "WantedBy=multi-user.target"],
  },
];

/**
 * Renders what Terraform brings to a worker, with stand-ins for the programs.
 * @param folder gets the archives of programs, in `downloads`
 * @param scripts folder of the scripts of nodes
 */
export async function renderUploads(folder: string, scripts: string, program: string): Promise<Uploads> {
  mkdirSync(path.join(folder, "pki"));
  mkdirSync(path.join(folder, "downloads"));
  const values = await applyTimeValues(path.join(folder, "pki"));
  const worker = (text: string) => {
    const { config } = parseClusterConfig(text, { file: "cluster.yaml", readJson: () => ({}) });
    const cluster = planCluster(config);
    const node = cluster.workers[0]!;
    const files = [...roleFiles(cluster, "worker", values), ...nodeFiles(cluster, node, values)];
    return { files: [...scriptsOf(scripts), ...files], userData: userDataOf(cluster, "worker")(node) };
  };
  const before = worker("");
  const after = worker("kubelet: { extraConfig: { maxPods: 60 } }\ncontainerd: { extraConfig: { oom_score: -998 } }");
  const archive = (version: string) => standIns(folder, program, version);
  const { write_files: userData } = parse(before.userData) as { write_files: Uploads["userData"] };
  return {
    userData,
    first: JSON.stringify(await bundleOf([...before.files, ...ofEarlierRelease], archive("1"), true)),
    second: JSON.stringify(await bundleOf(after.files, archive("2"), false)),
  };
}

function scriptsOf(folder: string): NodeFile[] {
  const names = readdirSync(folder).filter((name) => name !== "groundup");
  return names.map((name) => ({
    path: `${paths.scripts}/${name}`,
    mode: "0755",
    lines: readFileSync(path.join(folder, name), "utf8").trimEnd().split("\n"),
  }));
}

/** Files as Terraform uploads them, with artifacts that a host has. */
async function bundleOf(
  files: readonly NodeFile[],
  archive: (install: Install) => Promise<{ source: string; sha256: string }>,
  isEarlier: boolean,
) {
  const bundle: Record<string, { mode: string; owner: string; lines: readonly string[] }> = {};
  for (const file of files) {
    let { lines } = file;
    if (file.path === "/etc/groundup/node.json") {
      const description = JSON.parse(lines.join("\n")) as Description;
      for (const artifact of description.artifacts) Object.assign(artifact, await archive(artifact.install));
      const unit = {
        unit: path.basename(earlier),
        system: false,
        disruptsPods: false,
        files: [earlier],
        artifacts: [],
      };
      if (isEarlier) description.units.push(unit);
      lines = JSON.stringify(description, null, 2).split("\n");
    }
    bundle[file.path] = { mode: file.mode, owner: "root:root", lines };
  }
  return bundle;
}

/** Makes artifacts of stand-ins, as files that a host has. */
function standIns(folder: string, program: string, version: string) {
  const text = `${readFileSync(program, "utf8")}# version ${version}\n`;
  return async (install: Install) => {
    const work = mkdtempSync(path.join(folder, "archive-"));
    const lay = (name: string) => {
      mkdirSync(path.dirname(path.join(work, name)), { recursive: true });
      writeFileSync(path.join(work, name), text, { mode: 0o755 });
    };
    const archive = `${work}.tar`;
    if ("program" in install) {
      lay("program");
      cpSync(path.join(work, "program"), archive);
    } else {
      const members = "members" in install ? Object.keys(install.members) : ["bridge", "host-local", "loopback"];
      members.forEach(lay);
      await run(["tar", "-czf", archive, "-C", work, ...members]);
    }
    const content = readFileSync(archive);
    const sha256 = createHash("sha256").update(content).digest("hex");
    writeFileSync(path.join(folder, "downloads", sha256), content);
    return { source: `file://${downloads}/${sha256}`, sha256 };
  };
}

/** What an apply would know. All certificates are one, of one authority. */
async function applyTimeValues(folder: string): Promise<ApplyTimeValues> {
  await makePki(folder, []);
  const pem = (name: string) => readFileSync(path.join(folder, name), "utf8").trimEnd();
  const publicKey = (await run(["openssl", "pkey", "-in", path.join(folder, "key"), "-pubout"])).trimEnd();
  return {
    loadBalancerName: "load-balancer.invalid",
    certificate: () => pem("crt"),
    authority: () => pem("ca.crt"),
    privateKey: () => pem("key"),
    publicKeys: () => publicKey,
    encryptionKey: () => Buffer.alloc(32).toString("base64"),
    instance: (node) => `i-${node}`,
    founders: "i-master-0",
    etcdVolume: (node) => `vol-${node}`,
    base64: (value) => Buffer.from(value).toString("base64"),
  };
}
