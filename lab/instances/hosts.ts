import { existsSync } from "node:fs";
import type { Instance, Inventory } from "../aws/inventory";
import type { Place } from "../network/attachment";
import { exists } from "../network/fabric";
import { nthAddress } from "../network/ipv4";
import { hostLabel, privateDomain } from "./metadata";
import { placeOf } from "./network";
import type { Host, HostProvider } from "./provider";
import { untilSshAnswers } from "./ssh-probe";

/** When things happened to a host, in milliseconds since 1970. */
export interface HostTimes {
  started?: number;
  ssh?: number;
}

/** What the hosts need from the rest of the supervisor. */
export interface HostEvents {
  /** Something has changed: the supervisor must look again. */
  changed(): void;
  /** An instance has shut itself down. */
  stopped(instanceId: string): Promise<void>;
  log(text: string): void;
}

/** Brings every instance's host to the state in the account, with one action at a time for each. */
export class Hosts {
  readonly times = new Map<string, HostTimes>();
  private readonly busy = new Set<string>();
  /** Hosts that should be running because they were started here. */
  private readonly on = new Set<string>();
  private readonly toReboot = new Set<string>();
  private pids: readonly number[] = [];

  constructor(
    private readonly provider: HostProvider,
    private readonly events: HostEvents,
  ) {}

  /** Records that an instance was asked to reboot. */
  reboot(instanceId: string): void {
    this.toReboot.add(instanceId);
  }

  /** Connects running instances to the fabric. The fabric must know them before they start. */
  async connect(inventory: Inventory): Promise<void> {
    const places = placesOf(inventory);
    const whole = await this.provider.attached(places);
    for (const [id, place] of places) {
      if (whole.has(id) || this.busy.has(id)) continue;
      if (this.provider.hasPlace(id)) this.events.log(`${id}: its link is not there: linking it again`);
      await this.provider.attach(id, place);
    }
  }

  /** Whether a host that ran at the last look has ended since. Cheap, so it can be called often. */
  anyEnded(): boolean {
    return this.pids.some((pid) => !existsSync(`/proc/${pid}`));
  }

  /** Instances that are connected to the fabric now. */
  async live(inventory: Inventory): Promise<Instance[]> {
    const whole = await this.provider.attached(placesOf(inventory));
    return inventory.instances.filter(({ id }) => whole.has(id));
  }

  /** Starts the necessary action for each host, without waiting for it. */
  async apply(inventory: Inventory): Promise<void> {
    const busyBefore = new Set(this.busy); // the listed state of these hosts is about to change
    const listed = await this.provider.list();
    const present = new Map(listed.map((it) => [it.instanceId, it]));
    this.pids = listed.filter((it) => it.running).map((it) => it.pid);
    const unknown = [...present.keys()].filter(
      (id) => !busyBefore.has(id) && !inventory.instances.some((it) => it.id === id),
    );
    for (const id of unknown) this.act(id, "remove", () => this.remove(id));
    for (const instance of inventory.instances) {
      if (!busyBefore.has(instance.id)) this.applyOne(instance, present.get(instance.id), inventory);
    }
  }

  private applyOne(instance: Instance, host: Host | undefined, inventory: Inventory): void {
    const { id } = instance;
    if (this.busy.has(id)) return;
    if (instance.state === "terminated" || instance.state === "shutting-down") {
      if (host || this.provider.hasPlace(id)) this.act(id, "terminate", () => this.remove(id));
    } else if (!exists(instance)) {
      if (host?.running || this.provider.hasPlace(id)) this.act(id, "stop", () => this.stop(id));
    } else if (!host) {
      this.act(id, "run", () => this.create(instance, inventory));
    } else if (host.running && this.toReboot.delete(id)) {
      this.act(id, "reboot", () => this.stop(id));
    } else if (!host.running) {
      this.applyStopped(instance, host);
    }
  }

  private applyStopped({ id, publicAddress }: Instance, host: Host): void {
    if (!this.on.has(id)) return this.act(id, "start", () => this.start(id, publicAddress));
    if (host.end !== "shutdown") return this.act(id, `${host.end}: start again`, () => this.stop(id));
    this.act(id, "ended by itself: stop", async () => {
      await this.stop(id);
      await this.events.stopped(id);
    });
  }

  private act(id: string, what: string, action: () => Promise<void>): void {
    if (this.busy.has(id)) return;
    this.busy.add(id);
    this.events.log(`${id}: ${what}`);
    action()
      .catch((error: Error) => this.events.log(`${id}: ${what} failed: ${error.message}`))
      .finally(() => {
        this.busy.delete(id);
        this.events.log(`${id}: ${what} done`);
        this.events.changed();
      });
  }

  private async create(instance: Instance, inventory: Inventory): Promise<void> {
    const vpc = inventory.vpcs.find((it) => it.id === instance.vpcId)!;
    await this.provider.create({
      instanceId: instance.id,
      hostname: hostLabel(instance.privateAddress),
      resolver: nthAddress(vpc.cidr, 2),
      searchDomain: privateDomain(inventory.region),
      vcpus: instance.vcpus,
      memoryMib: instance.memoryMib,
      rootGib: instance.rootGib,
    });
    await this.start(instance.id, instance.publicAddress);
  }

  private async start(id: string, publicAddress: string | undefined): Promise<void> {
    const times: HostTimes = { started: Date.now() };
    this.times.set(id, times);
    await this.provider.start(id);
    this.on.add(id);
    if (!publicAddress) return;
    void untilSshAnswers(publicAddress).then((answered) => {
      if (answered) times.ssh = Date.now();
      this.events.changed();
    });
  }

  private async stop(id: string): Promise<void> {
    this.on.delete(id);
    await this.provider.stop(id);
    await this.provider.detach(id);
  }

  private async remove(id: string): Promise<void> {
    this.on.delete(id);
    this.times.delete(id);
    await this.provider.remove(id);
    await this.provider.detach(id);
  }
}

/** The places of the instances that should run; an instance whose subnet is not in the account has none. */
function placesOf(inventory: Inventory): Map<string, Place> {
  const places = inventory.instances.filter(exists).map((it) => [it.id, placeOf(it, inventory)] as const);
  return new Map(places.flatMap(([id, place]) => (place ? [[id, place] as const] : [])));
}
