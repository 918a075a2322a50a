/** The process that makes the machine match the emulated account: `npm run lab -- up` starts it, `down` ends it. */
import { renameSync, writeFileSync } from "node:fs";
import { readConditions } from "./aws/conditions";
import type { Instance, Inventory } from "./aws/inventory";
import { InventoryReader } from "./aws/reader";
import { followRequests, listParameter, type Request } from "./aws/requests";
import { partRuns, startPart } from "./host/parts";
import { sleep } from "../lib/processes";
import { Disks } from "./instances/disks";
import { Hosts } from "./instances/hosts";
import { hostProvider } from "./instances/providers";
import { metadataDocuments } from "./instances/metadata";
import { Resolvers } from "./names/resolvers";
import { FabricApplier } from "./network/apply";
import { linkName, planFabric } from "./network/fabric";
import { labNamespaces } from "./network/namespaces";
import { Balancers } from "./nlb/balancers";
import { awsDelays, fastDelays } from "./nlb/delays";
import { TargetMemory } from "./nlb/memory";
import { type BalancerNode, planNodes } from "./nlb/nodes";
import { files, namespaces, projectRoot } from "./settings";
import type { Status } from "./status";

/** Milliseconds between looks at things that cost nothing to look at. */
const tick = 200;
/** Milliseconds after which target health is read again. */
const healthInterval = 1000;
/** Milliseconds after which the account is read again without a request for a change. */
const idleInterval = 15_000;
/** A request is in the record shortly before the emulator has processed it. */
const settleTime = 60;

const region = process.argv[2]!;
const reader = new InventoryReader(region);
const fabric = new FabricApplier();
const resolvers = new Resolvers();
const delays = readConditions()?.asAws ? awsDelays : fastDelays;
const balancers = new Balancers(delays, new TargetMemory(files.targets));
const provider = hostProvider();
const hosts = new Hosts(provider, { changed, stopped: (id) => reader.stopInstance(id), log });
const disks = new Disks(provider);
let pending = true;

/** The account as the last pass saw it. */
interface Seen {
  readonly inventory: Inventory;
  /** The same with the instances that are on the fabric. */
  readonly live: Inventory;
  readonly nodes: readonly BalancerNode[];
}

function changed(): void {
  pending = true;
}

function log(text: string): void {
  console.log(`${new Date().toISOString()} ${text}`);
}

/** One pass: creates what is missing, in the order in which the parts need each other. */
async function reconcile(): Promise<Seen> {
  const inventory = await reader.read();
  const nodes = planNodes(inventory);
  await hosts.connect(inventory);
  await balancers.connect(nodes, await labNamespaces());
  const live: Inventory = { ...inventory, instances: await hosts.live(inventory) };
  const plan = planFabric(live, nodes);
  await fabric.apply(plan);
  replaceFile(files.metadata, JSON.stringify(metadataDocuments(live)));
  keepMetadataServer();
  await resolvers.apply(live, plan, nodes);
  await provider.serve(live);
  await hosts.apply(inventory);
  if (await disks.apply(inventory)) setTimeout(changed, healthInterval);
  await balancers.apply(nodes, live);
  return { inventory, live, nodes };
}

function keepMetadataServer(): void {
  if (partRuns("metadata")) return;
  const program = `${__dirname}/instances/metadata-server.ts`;
  startPart("metadata", [process.execPath, "--import", "tsx", program], {
    namespace: namespaces.cloud,
    cwd: projectRoot,
  });
}

async function report({ inventory, live, nodes }: Seen): Promise<void> {
  const status: Status = {
    instances: inventory.instances
      .filter(isThere)
      .map(({ id, name, state, privateAddress, publicAddress, interfaceId }) => ({
        ...{ id, name, state, privateAddress, publicAddress, link: linkName(interfaceId) },
        ...hosts.times.get(id),
      })),
    loadBalancers: nodes.map(({ id, balancer, address, publicAddress }) => ({
      ...{ node: id, name: balancer.name, dnsName: balancer.dnsName, address, publicAddress },
    })),
    targets: await balancers.watch(nodes, live),
    ...(await disks.status()),
  };
  replaceFile(files.status, JSON.stringify(status, undefined, 2));
}

function isThere(instance: Instance): boolean {
  return instance.state !== "terminated";
}

function replaceFile(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

function take(request: Request): void {
  if (request.action === "RebootInstances") listParameter(request, "InstanceId").forEach((id) => hosts.reboot(id));
  setTimeout(changed, settleTime);
}

async function main(): Promise<never> {
  followRequests(files.requests, take);
  let seen: Seen | undefined;
  for (let looked = 0, reported = 0; ; await sleep(tick)) {
    if (pending || hosts.anyEnded() || Date.now() - looked > idleInterval) {
      pending = false;
      seen = await reconcile().catch((error: Error) => {
        log(`failed, trying again: ${error.message}`);
        pending = true;
        return seen;
      });
      looked = Date.now();
    }
    if (seen && Date.now() - reported > healthInterval) {
      await report(seen);
      reported = Date.now();
    }
  }
}

log(`supervisor of region ${region} starts`);
void main();
