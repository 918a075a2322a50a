import type { Inventory } from "../aws/inventory";
import type { Place } from "../network/attachment";

/** The kinds of hosts that the lab can make. */
export const hostKinds = ["containers", "machines"] as const;
export type HostKind = (typeof hostKinds)[number];

/** What is needed to create a host. */
export interface HostSpec {
  readonly instanceId: string;
  readonly hostname: string;
  readonly resolver: string;
  readonly searchDomain: string;
  readonly vcpus: number;
  readonly memoryMib: number;
  /** Size of the root volume. */
  readonly rootGib: number;
}

/** How a stopped host ended. */
export type End = "shutdown" | "reboot" | "power cut";

/** A host of the lab. */
export interface Host {
  readonly instanceId: string;
  readonly running: boolean;
  /** Id of a process on this machine that lives as long as the host runs; 0 if the host does not run. */
  readonly pid: number;
  /** How the host ended; meaningless while the host runs. */
  readonly end: End;
}

/** A volume as a file on this machine, with the volume's size. */
export interface Disk {
  readonly volumeId: string;
  readonly file: string;
}

/**
 * Creates hosts of one kind: the lab's version of an instance. `Hosts` decides what happens to each instance and when;
 * a provider does it. For each instance, only one method runs at a time.
 */
export interface HostProvider {
  readonly kind: HostKind;

  /** Creates what every host starts from, unless it exists. Returns whether it had to. */
  prepare(): Promise<boolean>;
  /** The operating system of the hosts, for people; undefined before `prepare`. */
  system(): Promise<string | undefined>;

  /** Gives a host its place on the fabric; completes a place that exists only in part. */
  attach(instanceId: string, place: Place): Promise<void>;
  /** The hosts whose places are complete. */
  attached(places: ReadonlyMap<string, Place>): Promise<ReadonlySet<string>>;
  /** Whether any part of a host's place exists. */
  hasPlace(instanceId: string): boolean;
  /** Disconnects a host from the fabric. */
  detach(instanceId: string): Promise<void>;
  /** Runs the services that hosts need from the network before they have an address. */
  serve(inventory: Inventory): Promise<void>;

  /** Creates a host with its root disk, switched off. */
  create(spec: HostSpec): Promise<void>;
  start(instanceId: string): Promise<void>;
  /** Shuts a host down like a power button, and cuts its power if that takes too long. */
  stop(instanceId: string): Promise<void>;
  /** Cuts a host's power, and restores it: the supervisor starts the host again. */
  cutPower(instanceId: string): Promise<void>;
  /** Removes a host at once, with its root disk. */
  remove(instanceId: string): Promise<void>;
  /** The lab's hosts, running or not. */
  list(): Promise<Host[]>;

  /** Gives a running host a disk, or the new size of a disk that it has. */
  plug(instanceId: string, disk: Disk): Promise<void>;
  /**
   * Takes a disk away from the running host that has it, if any, and from this machine. Returns false while the host
   * keeps the disk, because it is mounted or because the host has not let go of it yet.
   */
  unplug(instanceId: string | undefined, disk: Disk): Promise<boolean>;

  /** Command line that runs a bash script on a running host as root. It passes standard input on. */
  inside(instanceId: string, script: string): Promise<readonly string[]>;
  /**
   * Command line that runs a program of this machine in a running host's network; append the program.
   * @throws LabError if this machine cannot enter the network of such a host.
   */
  inNetworkOf(instanceId: string): readonly string[];

  /** Everything that hosts of this kind have left on this machine, for people. */
  leftovers(): Promise<string[]>;
  /** Removes all leftovers. */
  clear(): Promise<void>;
}
