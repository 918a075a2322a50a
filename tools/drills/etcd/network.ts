import { type ChildProcess, spawn } from "node:child_process";
import { run } from "../../../lab/host/shell";

/** How a packet between two machines is lost: silently, or with an error as answer. */
export type Cut = "drop" | "reject";

/** A switch that connects only the machines of a drill. */
export class Network {
  private readonly pids = new Map<string, number>();

  private constructor(private readonly holder: ChildProcess) {}

  static async start(): Promise<Network> {
    const commands = "ip link add bridge type bridge && ip link set bridge up && echo ready && exec cat >/dev/null";
    const holder = spawn("unshare", ["--net", "bash", "-c", commands]);
    await new Promise<void>((resolve, reject) => {
      holder.stdout.once("data", () => resolve());
      holder.once("close", (code) => reject(new Error(`no switch for the drill: ${code}`)));
    });
    return new Network(holder);
  }

  /** Connects the machine with this first process. */
  async attach(name: string, address: string, pid: number): Promise<void> {
    this.pids.set(name, pid);
    const script = [
      `ip link delete ${name} 2>/dev/null || true`,
      `ip link add ${name} type veth peer name eth0 netns ${pid}`,
      `ip link set ${name} master bridge up`,
      `nsenter --net=/proc/${pid}/ns/net ip address add ${address}/24 dev eth0`,
      `nsenter --net=/proc/${pid}/ns/net ip link set eth0 up`,
    ];
    await run(["nsenter", `--net=/proc/${this.holder.pid}/ns/net`, "bash", "-ec", script.join("\n")]);
  }

  /** Cuts a machine off from some addresses, in both directions. */
  async cut(name: string, from: readonly string[], how: Cut): Promise<void> {
    const match = (side: string) => `ip ${side} { ${from.join(", ")} } ${how === "reject" ? "reject" : "drop"};`;
    const chain = (hook: string, side: string) =>
      `chain ${hook} { type filter hook ${hook} priority 0; ${match(side)} }`;
    const table = ["table inet drill {", chain("input", "saddr"), chain("output", "daddr"), "}"].join("\n");
    await this.inside(name, ["nft", "-f", "-"], `add table inet drill\ndelete table inet drill\n${table}\n`);
  }

  /** Restores a machine's connections. */
  async mend(name: string): Promise<void> {
    await this.inside(name, ["nft", "-f", "-"], "add table inet drill\ndelete table inet drill\n");
  }

  end(): void {
    this.holder.kill("SIGKILL");
  }

  private inside(name: string, command: readonly string[], input: string): Promise<string> {
    return run(["nsenter", `--net=/proc/${this.pids.get(name)}/ns/net`, ...command], { input });
  }
}
