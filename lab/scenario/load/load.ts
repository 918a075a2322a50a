import { existsSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { LabError } from "../../errors";
import { endPart, leaderOf, startPart } from "../../host/parts";
import { sleep } from "../../../lib/processes";
import { logFile } from "../../host/shell";
import { hostProvider } from "../../instances/providers";
import { files, projectRoot } from "../../settings";
import { readStatus } from "../../status";
import { asOperator } from "../../terraform";
import { expect } from "../../../verify/outcome";
import { balancerOf, untilAnswered } from "../../../verify/checks/load-balancers";
import type { Service } from "../../../verify/objects";
import { writePrivate } from "../../../verify/site/private-file";
import type { Machine } from "../../../verify/site/outputs";
import type { Subject } from "../../../verify/subject";
import { hasBalancer, layService } from "./service";
import { type ApiAccess, type LoadResult, type LoadSpec } from "./spec";

/** Requests a second of each stream. */
const rate = 10;

/** Seconds after which a generator ends by itself. No scenario takes longer. */
const longest = 3600;

const folder = path.join(files.run, "load");
const program = path.join(__dirname, "generator.ts");

/** A generator as a part of the lab. */
interface Generator {
  readonly part: string;
  readonly leading: readonly string[];
  readonly spec: Pick<LoadSpec, "api" | "urls">;
}

/**
 * The load on a cluster during a scenario. A writer, a reader and a watcher of the API run on the operator's side. Two
 * clients use a service with two replicas: one by a NodePort of worker-0 from another node, one by its ClusterIP from
 * worker-0. If services have load balancers, another client uses the service's load balancer from the operator's side.
 */
export class Load {
  private constructor(private readonly generators: readonly Generator[]) {}

  /**
   * Starts the load, and waits until every stream has been answered.
   * @param goes nodes on which no client may run.
   */
  static async start(subject: Subject, goes: readonly string[] = []): Promise<Load> {
    const service = await layService(subject);
    const load = new Load([
      { part: "load-api", leading: asOperator([]), spec: { api: await apiAccess(subject) } },
      ...serviceClients(subject, service, goes),
      ...(hasBalancer(subject) ? [await balancerClient(subject, service)] : []),
    ]);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const generator of load.generators) await startGenerator(generator);
    await load.untilReady();
    return load;
  }

  /** Gives the clients of the API the cluster's present credentials. */
  async login(subject: Subject): Promise<void> {
    const [api] = this.generators;
    await writeSpec({ ...api!, spec: { api: await apiAccess(subject) } });
    process.kill(leaderOf(api!.part)!, "SIGHUP");
  }

  /** Stops the load, and returns its result. */
  async stop(): Promise<LoadResult> {
    const results = await Promise.all(this.generators.map(stopGenerator));
    return results.reduce((all, one) => ({ ...all, ...one, streams: { ...all.streams, ...one.streams } }));
  }

  /** Stops the load without a result. */
  async abandon(): Promise<void> {
    await Promise.all(this.generators.map(({ part }) => endPart(part)));
  }

  private async untilReady(): Promise<void> {
    for (const { part } of this.generators) {
      for (let waited = 0; !existsSync(`${resultFile(part)}.ready`); waited++) {
        if (waited > 300) throw new LabError(`${part}: not every stream was answered within 30 s; ${logFile(part)}`);
        await sleep(100);
      }
    }
  }
}

function serviceClients({ masters, workers }: Subject, { spec }: Service, goes: readonly string[]): Generator[] {
  const [worker] = workers;
  const client = [...masters, ...workers].find(({ name }) => name !== worker?.name && !goes.includes(name));
  const [port] = spec.ports;
  expect(worker && client && port?.nodePort, "no node is left for a client of the service");
  const at = (address: string) => `http://${address}/hostname`;
  return [
    {
      part: "load-node-port",
      leading: onHost(client),
      spec: { urls: { NodePort: at(`${worker.privateAddress}:${port.nodePort}`) } },
    },
    { part: "load-cluster-ip", leading: onHost(worker), spec: { urls: { ClusterIP: at(spec.clusterIP) } } },
  ];
}

/** Requests the service from outside of the VPC, through its load balancer. */
async function balancerClient(subject: Subject, { metadata }: Service): Promise<Generator> {
  const host = await balancerOf(subject, metadata);
  await untilAnswered(subject, host);
  return {
    part: "load-balancer",
    leading: asOperator([]),
    spec: { urls: { LoadBalancer: `http://${host}/hostname` } },
  };
}

/** Runs a program in a host's network namespace. */
function onHost(machine: Machine): readonly string[] {
  const instance = readStatus()?.instances.find((it) => it.privateAddress === machine.privateAddress);
  if (!instance) throw new LabError(`${machine.name} is not among the lab's instances`);
  return hostProvider().inNetworkOf(instance.id);
}

interface Kubeconfig {
  readonly clusters: readonly { cluster: { server: string; "certificate-authority-data": string } }[];
  readonly users: readonly { user: { "client-certificate-data": string; "client-key-data": string } }[];
}

async function apiAccess({ kubectl }: Subject): Promise<ApiAccess> {
  const view = ["config", "view", "--raw", "--minify", "--flatten", "--output", "json"];
  const { clusters, users } = JSON.parse(await kubectl.run(view)) as Kubeconfig;
  const text = (base64: string) => Buffer.from(base64, "base64").toString();
  return {
    server: clusters[0]!.cluster.server,
    authority: text(clusters[0]!.cluster["certificate-authority-data"]),
    certificate: text(users[0]!.user["client-certificate-data"]),
    key: text(users[0]!.user["client-key-data"]),
  };
}

function resultFile(part: string): string {
  return path.join(folder, `${part}.result`);
}

function writeSpec({ part, spec }: Generator): Promise<string> {
  const all: LoadSpec = { ...spec, result: resultFile(part), rate, seconds: longest };
  return writePrivate(folder, `${part}.json`, JSON.stringify(all));
}

async function startGenerator(generator: Generator): Promise<void> {
  const { part, leading } = generator;
  const file = await writeSpec(generator);
  startPart(part, [...leading, process.execPath, "--import", "tsx", program, file], { cwd: projectRoot });
}

async function stopGenerator({ part }: Generator): Promise<LoadResult> {
  const pid = leaderOf(part);
  if (pid) process.kill(pid, "SIGTERM");
  for (let waited = 0; leaderOf(part) && waited < 1200; waited++) await sleep(100);
  if (existsSync(resultFile(part))) return JSON.parse(await readFile(resultFile(part), "utf8")) as LoadResult;
  throw new LabError(`${part} ended without a result; its log ${logFile(part)} says why`);
}
