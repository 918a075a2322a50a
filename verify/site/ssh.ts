import { type ExecuteOptions, execute, type Output } from "./execute";
import type { Machine } from "./outputs";

/** A host on the way to the nodes. */
export interface Bastion {
  readonly host: string;
  readonly user: string;
  readonly port: number;
  readonly privateKeyFile?: string;
}

/** Host keys from the cluster file. */
export interface KnownHosts {
  /** In OpenSSH's format, with nodes by their private addresses. */
  readonly file: string;
  /** Private addresses of the nodes whose own keys are in the file. */
  readonly addresses: readonly string[];
  /** Whether the file has the key of a CA, which is valid for every other node. */
  readonly authority: boolean;
  /** Whether the file has the bastion's key. */
  readonly bastion: boolean;
}

/** The user and key for logins. */
export interface SshLogin {
  readonly user: string;
  /** @default the SSH agent's keys */
  readonly privateKeyFile?: string;
  /** If set, the nodes have no public addresses, and SSH goes through this host. */
  readonly bastion?: Bastion;
  /** @default any host key is accepted */
  readonly knownHosts?: KnownHosts;
}

const common = ["-F", "none", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "-o", "LogLevel=ERROR"];

/**
 * Terraform creates the nodes, and the nodes generate their host keys. Without a key in the cluster file, nobody knows
 * it.
 */
const unknown = ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"];

const checked = (file: string) => ["-o", "StrictHostKeyChecking=yes", "-o", `UserKnownHostsFile=${file}`];

function hostCheck(known: KnownHosts | undefined, { privateAddress }: Machine): string[] {
  if (known?.addresses.includes(privateAddress)) {
    return [...checked(known.file), "-o", `HostKeyAlias=${privateAddress}`];
  }
  // A certificate names the addresses for which it is valid, so there is no alias here.
  return known?.authority ? checked(known.file) : unknown;
}

/** Arguments that connect ssh to a machine, without a command. */
export function sshArguments(login: SshLogin, machine: Machine): string[] {
  const identity = login.privateKeyFile ? ["-i", login.privateKeyFile, "-o", "IdentitiesOnly=yes"] : [];
  const { bastion, knownHosts } = login;
  const leading = [...common, ...hostCheck(knownHosts, machine), ...identity];
  if (!bastion) return [...leading, `${login.user}@${machine.publicAddress}`];
  const key = bastion.privateKeyFile ? ["-i", bastion.privateKeyFile] : identity;
  const check = knownHosts?.bastion ? checked(knownHosts.file) : unknown;
  const proxy = [
    "ssh",
    ...common,
    ...check,
    ...key,
    "-p",
    `${bastion.port}`,
    "-W",
    "%h:%p",
    `${bastion.user}@${bastion.host}`,
  ];
  return [...leading, "-o", `ProxyCommand=${proxy.join(" ")}`, `${login.user}@${machine.privateAddress}`];
}

/** Runs scripts on nodes, over one connection to each node. */
export class Ssh {
  private readonly connections = new Map<string, Promise<Output>>();

  /**
   * @param login the user and key.
   * @param folder for the connections' sockets.
   * @param asOperator runs a program on the operator's side.
   */
  constructor(
    private readonly login: SshLogin,
    private readonly folder: string,
    private readonly asOperator: (command: readonly string[]) => string[],
  ) {}

  /** Runs a bash script on a machine as root. */
  async run(machine: Machine, script: string, options: ExecuteOptions = {}): Promise<Output> {
    const connection = await this.connect(machine);
    if (connection.code !== 0) return connection;
    return this.ssh(machine, [], ["sudo", "bash", "-s"], { ...options, input: script });
  }

  /** Closes the connection to a machine, so that the next script opens a new one. */
  async disconnect(machine: Machine): Promise<void> {
    if (!this.connections.delete(machine.name)) return;
    await this.ssh(machine, ["-O", "exit"], []);
  }

  /** Closes all connections. */
  async close(machines: readonly Machine[]): Promise<void> {
    await Promise.all(machines.map((machine) => this.disconnect(machine)));
  }

  /** The first connection carries the others; callers wait for it. */
  private connect(machine: Machine): Promise<Output> {
    const known = this.connections.get(machine.name);
    if (known) return known;
    const connection = this.ssh(machine, ["-o", "ControlMaster=yes", "-o", "ControlPersist=120"], ["true"]);
    this.connections.set(machine.name, connection);
    void connection.then(({ code }) => code === 0 || this.connections.delete(machine.name));
    return connection;
  }

  private ssh(
    machine: Machine,
    flags: readonly string[],
    command: readonly string[],
    options: ExecuteOptions = {},
  ): Promise<Output> {
    const socket = ["-o", `ControlPath=${this.folder}/${machine.name}`];
    const leading = sshArguments(this.login, machine);
    return execute(this.asOperator(["ssh", ...socket, ...flags, ...leading, ...command]), options);
  }
}
