import { Hosts } from "../../lab/instances/hosts";
import type { End, Host, HostProvider } from "../../lab/instances/provider";
import type { Instance, InstanceState, Inventory } from "../../lab/aws/inventory";
import { account } from "./fixture";

/** A provider with one host that records its calls. */
function noting(host?: Partial<Host>) {
  const asked: string[] = [];
  const note = (what: string) => async (id: string) => void asked.push(`${what} ${id}`);
  const provider: HostProvider = {
    kind: "containers",
    prepare: async () => false,
    system: async () => "a system",
    serve: async () => undefined,
    attach: note("attach"),
    attached: async () => new Set(),
    hasPlace: () => false,
    detach: note("detach"),
    create: async ({ instanceId }) => note("create")(instanceId),
    start: note("start"),
    stop: note("stop"),
    cutPower: note("cut power of"),
    remove: note("remove"),
    list: async () => (host ? [{ instanceId: "i-master", running: true, pid: 1, end: "shutdown", ...host }] : []),
    plug: async () => undefined,
    unplug: async () => true,
    inside: async () => [],
    inNetworkOf: () => [],
    leftovers: async () => [],
    clear: async () => undefined,
  };
  return { asked, provider };
}

/** The account with one instance in this state. */
function withOne(state: InstanceState): Inventory {
  const inventory = account();
  const master = inventory.instances.find(({ id }) => id === "i-master")!;
  return { ...inventory, instances: [{ ...master, state, publicAddress: undefined } as Instance] };
}

/** Lets hosts read the account once, and returns when their actions are done. */
async function look(hosts: Hosts, state: InstanceState): Promise<void> {
  await hosts.apply(withOne(state));
  await new Promise(setImmediate);
}

function hostsOf({ asked, provider }: ReturnType<typeof noting>): Hosts {
  const stopped = async (id: string) => void asked.push(`tell of ${id}`);
  return new Hosts(provider, { changed: () => undefined, stopped, log: () => undefined });
}

async function asks(state: InstanceState, host?: Partial<Host>, before?: (hosts: Hosts) => void): Promise<string[]> {
  const noted = noting(host);
  const hosts = hostsOf(noted);
  before?.(hosts);
  await look(hosts, state);
  return noted.asked;
}

test("a new instance is created and started", async () => {
  expect(await asks("pending")).toEqual(["create i-master", "start i-master"]);
});

test("an instance that runs and should run is not changed", async () => {
  expect(await asks("running", {})).toEqual([]);
});

test("a stopped instance keeps its host, switched off and disconnected from the fabric", async () => {
  expect(await asks("stopping", {})).toEqual(["stop i-master", "detach i-master"]);
});

test("a terminated instance loses its host", async () => {
  expect(await asks("terminated", {})).toEqual(["remove i-master", "detach i-master"]);
});

test("a stopped instance that should run is started", async () => {
  expect(await asks("running", { running: false, pid: 0 })).toEqual(["start i-master"]);
});

test("a reboot by the API stops the host first; the next look starts it", async () => {
  expect(await asks("running", {}, (hosts) => hosts.reboot("i-master"))).toEqual(["stop i-master", "detach i-master"]);
});

describe("a host that ran and has ended", () => {
  async function ended(end: End): Promise<string[]> {
    const noted = noting({ running: false, pid: 0, end });
    const hosts = hostsOf(noted);
    await look(hosts, "running");
    noted.asked.length = 0;
    await look(hosts, "running");
    return noted.asked;
  }

  test.each<End>(["reboot", "power cut"])("by a %s is started by the next look", async (end) => {
    expect(await ended(end)).toEqual(["stop i-master", "detach i-master"]);
  });

  test("by itself stays off, and the account shows it as stopped", async () => {
    expect(await ended("shutdown")).toEqual(["stop i-master", "detach i-master", "tell of i-master"]);
  });
});
