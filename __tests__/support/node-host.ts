import { closeSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { artifactsOf, componentsOf } from "../../components/derived/bundle";
import type { Component } from "../../components/component";
import type { ClusterNode } from "../../lib/address-plan";
import { renderFlags } from "../../lib/render/flags";
import type { Service } from "../../lib/render/unit";
import { layDown, type RenderedCluster } from "./rendered-cluster";
import { missingRoot } from "./missing";
import { Sandbox } from "./sandbox";
import { standInName } from "../../tools/fixtures/stack-parts";

/** A mirror of released files, laid out as <host>/<path>; the rig of this project's makers names one. */
export const artifactMirror = process.env.ARTIFACT_MIRROR;

/** Why a node's programs cannot run here. */
export const missingForPrograms = () => [
  artifactMirror ? undefined : "ARTIFACT_MIRROR, a folder of released programs laid out as <host>/<path>",
  missingRoot(),
];

/** What systemd does before it starts a program, as far as the program can tell: folders, credentials, environment. */
function startScript({ name, credentials, service }: Service): string {
  const copies = Object.entries(credentials ?? {}).map(
    ([credential, from]) => `install -D -m 0400 ${from} /run/credentials/${name}.service/${credential}`,
  );
  const { StateDirectory, LogsDirectory, ExecStartPre, EnvironmentFile } = service;
  return [
    "set -euo pipefail",
    ...copies,
    ...(StateDirectory ? [`mkdir -p /var/lib/${String(StateDirectory)}`] : []),
    ...(LogsDirectory ? [`mkdir -p /var/log/${String(LogsDirectory)}`] : []),
    ...[ExecStartPre ?? []].flat().map((command) => String(command).replace(/^\+/, "")),
    ...(EnvironmentFile ? ["set -a", `source ${String(EnvironmentFile).replace(/^-/, "")}`] : []),
    'exec "$@"',
  ].join("\n");
}

/** A node of a cluster in a sandbox: its files, its programs, their real command lines. No systemd, no containers. */
export class NodeHost {
  private constructor(
    readonly rendered: RenderedCluster,
    readonly node: ClusterNode,
    readonly sandbox: Sandbox,
  ) {}

  /** Lays a node down under a root, and installs its programs with its own script. */
  static async start(rendered: RenderedCluster, node: ClusterNode, root: string): Promise<NodeHost> {
    const names = [standInName, node.hostname, node.fqdn];
    const sandbox = await Sandbox.start(root, artifactMirror!, [node.address], names);
    layDown(rendered, node, root);
    const host = new NodeHost(rendered, node, sandbox);
    await host.run("mkdir", "-p", "/var/cache/groundup");
    for (const { name, url, install } of artifactsOf(rendered.cluster, node.role)) {
      const cached = `/var/cache/groundup/${name}`;
      await host.run("cp", url.replace("https://", "/mirror/"), cached);
      await host.run("/usr/local/lib/groundup/install-artifact", name, name, JSON.stringify(install));
      await host.run("rm", cached);
    }
    return host;
  }

  /** The components of its role, in starting order. */
  get components(): readonly Component[] {
    return componentsOf(this.node.role);
  }

  /** A component's service on this node. */
  service(component: Component): Service | undefined {
    return component.service?.(this.rendered.cluster, this.node);
  }

  /** Starts a service as its unit does, further flags aside. */
  startService(service: Service): void {
    const log = openSync(this.logFile(service), "w");
    const command = [service.program, ...renderFlags(service.flags)];
    this.sandbox.start(["bash", "-c", startScript(service), service.name, ...command], log);
    closeSync(log);
  }

  /** What a service has printed so far. */
  logOf(service: Service): string {
    return readFileSync(this.logFile(service), "utf8");
  }

  /**
   * Runs a program on the node and returns what it printed.
   * @throws Error with what it said when it fails.
   */
  async run(...command: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.sandbox.attempt(command);
    if (code !== 0) throw new Error(`${command.join(" ")}: ended with ${code}\n${stderr}`);
    return stdout;
  }

  private logFile({ name }: Service): string {
    return path.join(this.sandbox.root, `${name}.log`);
  }
}
