import { attempt, run } from "../host/shell";
import { namespaces } from "../settings";
import { fabricAddresses, type Fabric } from "./fabric";
import { renderGateway } from "./gateway";
import { batch } from "./namespaces";
import * as routing from "./routing";
import { renderRuleset } from "./ruleset";

/** Updates the kernel's state to match the account; changes only what differs. */
export class FabricApplier {
  private readonly filters = new Map<string, string>();

  /** Applies packet filters, addresses, routes and rules. The ports' links must exist. */
  async apply(fabric: Fabric): Promise<void> {
    await this.filter(namespaces.internet, renderGateway(fabric));
    await this.filter(namespaces.cloud, renderRuleset(fabric));
    await applyAddresses(fabricAddresses(fabric));
    await applyRoutes(namespaces.internet, routing.planGatewayRoutes(fabric));
    await applyRoutes(namespaces.cloud, routing.planRoutes(fabric));
    await applyRules(routing.planRules(fabric));
  }

  private async filter(namespace: string, ruleset: string): Promise<void> {
    if (this.filters.get(namespace) === ruleset) return;
    await run(["nft", "-f", "-"], { namespace, input: ruleset });
    this.filters.set(namespace, ruleset);
  }
}

async function applyAddresses(wanted: readonly string[]): Promise<void> {
  const shown = await run([
    "ip",
    "-n",
    namespaces.cloud,
    "-4",
    "-o",
    "address",
    "show",
    "dev",
    "lo",
    "scope",
    "global",
  ]);
  const present = [...shown.matchAll(/inet ([\d.]+)/g)]
    .map((match) => match[1]!)
    .filter((it) => !it.startsWith("169.254."));
  const gone = present.filter((it) => !wanted.includes(it)).map((it) => `address del ${it}/32 dev lo`);
  const added = wanted.filter((it) => !present.includes(it)).map((it) => `address add ${it}/32 dev lo`);
  await batch([...gone, ...added], namespaces.cloud);
}

async function applyRoutes(namespace: string, planned: readonly routing.KernelRoute[]): Promise<void> {
  const query = ["ip", "-n", namespace, "-j", "-d", "route", "show", "table", "all", "proto", routing.routeProtocol];
  const present = routing.parseRoutes((await attempt(query)).stdout).map(routing.routeText);
  const wanted = planned.map(routing.routeText);
  const gone = present.filter((it) => !wanted.includes(it)).map((it) => `route del ${it}`);
  const added = wanted.filter((it) => !present.includes(it)).map((it) => `route add ${it}`);
  await batch([...gone, ...added], namespace);
}

async function applyRules(wanted: readonly string[]): Promise<void> {
  const present = routing.parseRules(await run(["ip", "-n", namespaces.cloud, "-j", "rule"]));
  const gone = present.filter((it) => !wanted.includes(it)).map((it) => `rule del ${it}`);
  const added = wanted.filter((it) => !present.includes(it)).map((it) => `rule add ${it}`);
  await batch([...gone, ...added], namespaces.cloud);
}
