import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gateRules } from "../../components/network-policy-gate";
import { run } from "../../lab/host/shell";
import { clusterOf } from "../../tools/fixtures/golden";
import { describeUnlessMissing, missingProgram, missingRoot } from "../support/missing";
import { scratchFolder } from "../support/scratch";

const missing = [...["nft", "ip", "unshare", "python3"].map(missingProgram), missingRoot()];
const node = clusterOf().workers[0]!;
const address = (last: number) => node.podCidr!.replace(/\d+\/24$/, `${last}`);

/** Sends a datagram in a frame of its own making: with a VLAN tag before its IPv4 packet, and with any sender. */
const sender = `
import socket, struct, sys
mac, tag, source, target, says = sys.argv[1:]
def checksum(data):
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    total = (total & 0xffff) + (total >> 16)
    return struct.pack("!H", ~(total + (total >> 16)) & 0xffff)
datagram = struct.pack("!HHHH", 1000, 9999, 8 + len(says), 0) + says.encode()
ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(datagram), 1, 0, 64, 17, 0) + socket.inet_aton(source) + socket.inet_aton(target)
ip = ip[:10] + checksum(ip) + ip[12:]
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
wire.bind(("eth0", 0))
own = open("/sys/class/net/eth0/address").read().strip()
bare = lambda text: bytes.fromhex(text.replace(":", ""))
wire.send(bare(mac) + bare(own) + bare(tag) + b"\\x08\\x00" + ip + datagram)
`;

/** Prints what comes by IPv4 and IPv6, until it hears "end". */
const receiver = `
import socket
both = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
both.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
both.bind(("::", 9999))
both.settimeout(20)
heard = ""
while heard != "end":
    heard = both.recv(100).decode()
    print(heard, flush=True)
`;

describeUnlessMissing(missing, "The packet filter between two pods of a node", () => {
  const folder = scratchFolder();
  const file = (name: string, text: string) => {
    writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };

  /** What a pod hears of another one that sends in all ways. */
  async function heard(gate: boolean): Promise<string[]> {
    const send = file("send.py", sender);
    const receive = file("receive.py", receiver);
    const rules = file("rules.nft", gateRules(node).join("\n"));
    const open = `nft 'add element ip groundup_policy open { ${address(2)}, ${address(3)} }'`;
    const script = `set -euo pipefail
mount -t tmpfs none /run && mkdir /run/netns
ip link add cni0 type bridge && ip addr add ${address(1)}/24 dev cni0 && ip link set cni0 up
echo 1 >/proc/sys/net/bridge/bridge-nf-call-iptables
for pod in 2 3; do
  ip netns add pod$pod
  ip link add veth$pod type veth peer name eth0 netns pod$pod
  ip link set veth$pod master cni0 up
  ip -n pod$pod addr add ${address(1).slice(0, -1)}$pod/24 dev eth0
  ip -n pod$pod link set lo up
  ip -n pod$pod link set eth0 up
done
${gate ? `nft --file ${rules}; ${open}` : ""}
in_pod() { ip netns exec pod$1 "\${@:2}"; }
ready() { [[ ! $(ip -n pod3 -6 addr show dev eth0 tentative; ip -n pod2 -6 addr show dev eth0 tentative) ]]; }
until ready; do sleep 0.1; done
in_pod 3 python3 ${receive} &
until in_pod 3 ss -uln | grep -q :9999; do sleep 0.1; done
mac=$(in_pod 3 cat /sys/class/net/eth0/address)
in_pod 2 python3 ${send} $mac "" ${address(2)} ${address(3)} plain
in_pod 2 python3 ${send} $mac 8100:0000 ${address(2)} ${address(3)} vlan
in_pod 2 python3 ${send} $mac "" 10.1.2.3 ${address(3)} forged
linklocal=$(ip -n pod3 -6 -oneline addr show dev eth0 scope link | sed -n 's|.* inet6 \\([^/]*\\)/.*|\\1|p')
[[ ! $linklocal ]] || in_pod 2 bash -c "echo -n ipv6 >/dev/udp/$linklocal%eth0/9999"
sleep 1
in_pod 2 python3 ${send} $mac "" ${address(2)} ${address(3)} end
wait`;
    const said = await run(["unshare", "--net", "--mount", "bash", "-c", script]);
    return said.trim().split("\n");
  }

  test("without the gate, IPv6, VLAN frames and forged addresses pass, and this test detects them", async () => {
    const ipv6 = existsSync("/proc/net/if_inet6") ? ["ipv6"] : [];
    expect(await heard(false)).toEqual(["plain", "vlan", "forged", ...ipv6, "end"]);
  });

  test("with the gate, only IPv4 with the pod's own address passes", async () => {
    expect(await heard(true)).toEqual(["plain", "end"]);
  });
});
