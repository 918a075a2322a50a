import type { Inventory } from "../aws/inventory";
import type { Place } from "../network/attachment";

/** The kinds of hosts that the lab can make. */
export const hostKinds = ["containers", "machines"] as const;
export type HostKind = (typeof hostKinds)[number];

/** What a host needs to know when it is made. */
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

/** How a host that does not run came to its end. */
export type End = "shutdown" | "reboot" | "power cut";

/** A host of the lab. */
export interface Host {
  readonly instanceId: string;
  readonly running: boolean;
  /** A process of this machine that lives as long as the host runs; 0 when the host does not run. */
  readonly pid: number;
  /** How the host ended; meaningless while it runs. */
  readonly end: End;
}

/** A volume as a file of this machine. Its size is the volume's. */
export interface Disk {
  readonly volumeId: string;
  readonly file: string;
}

/**
 * A kind of host: how an instance of the account comes to life on this machine. `Hosts` decides what happens to each
 * instance and when, a provider does it. No method is called for one instance while another one is at work on it.
 */
export interface HostProvider {
  readonly kind: HostKind;

  /** Makes what every host starts from, unless it is there. Returns whether it had to. */
  prepare(): Promise<boolean>;
  /** The operating system of the hosts, for people; nothing before `prepare`. */
  system(): Promise<string | undefined>;

  /** Gives a host its place on the fabric; a place that is there in part becomes whole. */
  attach(instanceId: string, place: Place): Promise<void>;
  /** The hosts' places that are whole, by what is up now. */
  attached(places: ReadonlyMap<string, Place>): Promise<ReadonlySet<string>>;
  /** Whether anything is there of a host's place. */
  hasPlace(instanceId: string): boolean;
  /** Takes a host off the fabric. */
  detach(instanceId: string): Promise<void>;
  /** Keeps up what hosts ask the network for before they have an address. */
  serve(inventory: Inventory): Promise<void>;

  /** Makes a host with its root disk, switched off. */
  create(spec: HostSpec): Promise<void>;
  start(instanceId: string): Promise<void>;
  /** Shuts a host down as its power button would, and cuts its power when that takes too long. */
  stop(instanceId: string): Promise<void>;
  /** Cuts a host's power, and gives it back: the supervisor starts the host again. */
  cutPower(instanceId: string): Promise<void>;
  /** Removes a host at once, with its root disk. */
  remove(instanceId: string): Promise<void>;
  /** The lab's hosts, running or not. */
  list(): Promise<Host[]>;

  /** Gives a running host a disk, or a disk that it has its new size. */
  plug(instanceId: string, disk: Disk): Promise<void>;
  /** Takes a disk away from whoever has it. */
  unplug(disk: Disk): Promise<void>;

  /** Command line that runs a bash script on a running host as root. It passes standard input on. */
  inside(instanceId: string, script: string): Promise<readonly string[]>;
  /**
   * Command line that runs a program of this machine in a running host's network, up to the program.
   * @throws LabError when this machine cannot reach into the network of such a host.
   */
  inNetworkOf(instanceId: string): readonly string[];

  /** All that hosts of this kind have left on this machine, for people. */
  leftovers(): Promise<string[]>;
  /** Removes it. */
  clear(): Promise<void>;
}
