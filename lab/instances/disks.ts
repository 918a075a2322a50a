import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Inventory, Volume } from "../aws/inventory";
import { files } from "../settings";
import type { Disk, Host, HostProvider } from "./provider";
import { contentOf, removeSnapshots, storeSnapshot, storedSnapshots } from "./snapshots";

/** The disks and snapshots that exist on this machine. The lab's AWS reads them, too. */
export interface DiskStatus {
  /** The volumes that are devices of a running host. */
  readonly volumes: readonly { readonly volume: string; readonly instance: string }[];
  /** The snapshots whose content is stored. */
  readonly snapshots: readonly string[];
}

const fileOf = (volumeId: string) => path.join(files.volumes, volumeId);
/** Records the instance that has a volume as a device. */
const holderFile = (volumeId: string) => path.join(files.volumes, `${volumeId}.instance`);
const diskOf = (volumeId: string): Disk => ({ volumeId, file: fileOf(volumeId) });

async function knownVolumes(): Promise<string[]> {
  const names = existsSync(files.volumes) ? await readdir(files.volumes) : [];
  return names.filter((name) => /^vol-[0-9a-f]+$/.test(name));
}

async function holderOf(volumeId: string): Promise<string | undefined> {
  return existsSync(holderFile(volumeId)) ? readFile(holderFile(volumeId), "utf8") : undefined;
}

/**
 * Gives hosts their disks other than the root disk, and takes them away: files in the lab's folder. A volume is a
 * device of one host at a time, and a host keeps a device that it has mounted.
 */
export class Disks {
  /** What the host of each volume was given last, so that nothing is given twice. */
  private readonly given = new Map<string, string>();
  private running: readonly Host[] = [];

  constructor(private readonly provider: HostProvider) {}

  /** Makes disks and snapshots match the account. Returns whether a host keeps a volume that it should give up. */
  async apply({ volumes, snapshots }: Inventory): Promise<boolean> {
    this.running = (await this.provider.list()).filter((host) => host.running);
    await mkdir(files.volumes, { recursive: true });
    for (const id of await knownVolumes()) {
      if (!volumes.some((volume) => volume.id === id)) await this.remove(id);
    }
    for (const volume of volumes) await this.fill(volume);
    await removeSnapshots(snapshots);
    for (const snapshot of snapshots) {
      if (volumes.some(({ id }) => id === snapshot.volumeId)) await this.store(snapshot.id, snapshot.volumeId);
    }
    let kept = false;
    for (const volume of volumes) kept = !(await this.settle(volume)) || kept;
    return kept;
  }

  /** The disks and snapshots after the last `apply`. */
  async status(): Promise<DiskStatus> {
    const holders = await Promise.all(
      (await knownVolumes()).map(async (volume) => ({ volume, instance: await holderOf(volume) })),
    );
    const volumes = holders.flatMap(({ volume, instance }) =>
      instance && this.runs(instance) ? [{ volume, instance }] : [],
    );
    return { volumes, snapshots: await storedSnapshots() };
  }

  private runs(instanceId: string): boolean {
    return this.running.some((host) => host.instanceId === instanceId);
  }

  private async remove(id: string): Promise<void> {
    if (!(await this.takeFrom(id, await holderOf(id)))) return;
    await rm(fileOf(id), { force: true });
  }

  /** Creates the file of a volume, with the content of its snapshot, and gives it the volume's size. */
  private async fill({ id, gib, snapshotId }: Volume): Promise<void> {
    if (!existsSync(fileOf(id))) await contentOf(snapshotId, fileOf(id));
    await truncate(fileOf(id), gib * 1024 ** 3);
  }

  private async store(snapshotId: string, volumeId: string): Promise<void> {
    const holder = await holderOf(volumeId);
    const inHost = holder && this.runs(holder) ? (script: string) => this.provider.inside(holder, script) : undefined;
    await storeSnapshot(snapshotId, { ...diskOf(volumeId), inHost });
  }

  /** Returns false if a host keeps the volume. */
  private async settle({ id, gib, instanceId }: Volume): Promise<boolean> {
    const holder = await holderOf(id);
    if (holder && holder !== instanceId && !(await this.takeFrom(id, holder))) return false;
    const host = this.running.find((it) => it.instanceId === instanceId);
    if (!host) return true;
    const gift = `${host.instanceId} ${host.pid} ${gib}`;
    if (this.given.get(id) === gift) return true;
    await writeFile(holderFile(id), host.instanceId);
    await this.provider.plug(host.instanceId, diskOf(id));
    this.given.set(id, gift);
    return true;
  }

  private async takeFrom(id: string, holder: string | undefined): Promise<boolean> {
    this.given.delete(id);
    if (!(await this.provider.unplug(holder && this.runs(holder) ? holder : undefined, diskOf(id)))) return false;
    await rm(holderFile(id), { force: true });
    return true;
  }
}
