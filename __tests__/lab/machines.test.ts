import { createHash } from "node:crypto";
import { createServer, type Server } from "node:net";
import path from "node:path";
import { kindFor, usualPatience } from "../../lab/instances/providers";
import { refuseOther } from "../../lab/machines/cloud-image";
import { renderDhcp, renderDhcpHosts } from "../../lab/machines/dhcp";
import { firmwareUuid, machineArguments, trialArguments } from "../../lab/machines/qemu";
import { qmp } from "../../lab/machines/qmp";
import { scratchFolder } from "../support/scratch";
import { account } from "./fixture";

const folder = scratchFolder();

describe("QEMU's arguments", () => {
  const spec = {
    instanceId: "i-0123456789abcdef0",
    vcpus: 1,
    memoryMib: 2048,
    disk: "/lab/root.img",
    kernel: "/cache/vmlinuz",
    initrd: "/cache/initrd",
    link: "eni-0123456789a",
    mac: "02:00:00:00:00:10",
    socket: "/lab/qmp",
    console: "/lab/console.log",
  };

  test("make a machine whose firmware is Amazon's and whose network card udev calls ens5", () => {
    const words = machineArguments(spec, "tcg").join(" ");
    expect(words).toContain("-smbios type=1,manufacturer=Amazon EC2,uuid=ec200000-0000-0000-1234-");
    expect(words).toContain("-device virtio-net-pci,netdev=net,mac=02:00:00:00:00:10,host_mtu=9001,addr=5");
    expect(words).toContain("-netdev tap,id=net,ifname=eni-0123456789a,script=no,downscript=no");
  });

  test("use KVM's processor with KVM, and every emulated feature without", () => {
    expect(machineArguments(spec, "kvm").join(" ")).toContain("-accel kvm -cpu host -smp 1 -m 2048");
    expect(machineArguments(spec, "tcg").join(" ")).toContain("-accel tcg,thread=multi -cpu max -smp 1 -m 2048");
  });

  test("of the trial of KVM have no disk, and end with the kernel's panic", () => {
    const words = trialArguments("/cache/vmlinuz", "/tmp/console").join(" ");
    expect(words).toMatch(/-accel kvm .*panic=-1.* -no-reboot/);
    expect(words).not.toContain("virtio-blk");
  });

  test("the firmware's identifier begins with ec2 and differs from instance to instance", () => {
    expect(firmwareUuid("i-0123456789abcdef0")).toMatch(/^ec2[0-9a-f]{5}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(firmwareUuid("i-0123456789abcdef0")).not.toBe(firmwareUuid("i-0123456789abcdef1"));
  });
});

describe("DHCP", () => {
  const lines = renderDhcp(account(), "/hosts", "/leases").split("\n");

  test("answers in the name of the subnet's router, with the VPC's resolver and domain", () => {
    expect(lines).toContain("dhcp-range=set:subnet-1,172.31.0.0,static,255.255.255.0,1h");
    expect(lines).toContain("dhcp-option=tag:subnet-1,option:router,172.31.0.1");
    expect(lines).toContain("dhcp-option=tag:subnet-1,option:dns-server,172.31.0.2");
    expect(lines).toContain("dhcp-option=option:domain-name,us-east-2.compute.internal");
    expect(lines).toContain("dhcp-option=option:mtu,9001");
  });

  test("serves no names, and listens on the links of instances only", () => {
    expect(lines).toEqual(expect.arrayContaining(["port=0", "interface=eni-*", "bind-dynamic"]));
  });

  test("gives each interface its address and EC2's host name, and none to an instance that is off", () => {
    const { instances } = account();
    expect(renderDhcpHosts(instances)).toContain("02:00:00:00:00:10,172.31.0.10,ip-172-31-0-10\n");
    expect(renderDhcpHosts(instances.map((it) => ({ ...it, state: "stopped" as const })))).toBe("\n");
  });
});

describe("QEMU's control protocol", () => {
  const socket = path.join(folder, "qmp");
  let server: Server;
  const heard: unknown[] = [];

  beforeAll(async () => {
    server = createServer((connection) => {
      connection.write('{"QMP": {"version": {}}}\n');
      connection.on("data", (data) => {
        const command = JSON.parse(data.toString()) as { execute: string };
        heard.push(command);
        const answer = command.execute === "device_add" ? { error: { desc: "no such drive" } } : { return: {} };
        connection.write(`{"event": "RESUME"}\n${JSON.stringify(answer)}\n`);
      });
    });
    await new Promise<void>((resolve) => server.listen(socket, resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  test("capabilities are negotiated first, and events are not answers", async () => {
    expect(await qmp(socket, { execute: "query-status" })).toEqual([{}]);
    expect(heard).toEqual([{ execute: "qmp_capabilities" }, { execute: "query-status" }]);
  });

  test("a refused command is an error with QEMU's message", async () => {
    await expect(qmp(socket, { execute: "device_add" })).rejects.toThrow("QEMU refuses device_add: no such drive");
  });

  test("a machine that is off is an error", async () => {
    await expect(qmp(`${socket}-none`, { execute: "query-status" })).rejects.toThrow("ENOENT");
  });
});

describe("Ubuntu's cloud image", () => {
  const name = "noble-server-cloudimg-amd64-root.tar.xz";
  const content = Buffer.from("an archive");
  const digest = createHash("sha256").update(content).digest("hex");

  test("is taken when it has the digest that Canonical publishes", () => {
    expect(() => refuseOther(`${"0".repeat(64)} *another\n${digest} *${name}\n`, content)).not.toThrow();
  });

  test.each([
    ["another digest", `${"0".repeat(64)} *${name}`, `wanted  ${"0".repeat(64)}`],
    ["no digest", "", "wanted  a line in SHA256SUMS"],
  ])("is refused with %s", (_, sums, wanted) => {
    expect(() => refuseOther(sums, content)).toThrow(`found   ${digest}\n${wanted}`);
  });
});

describe("the kind of hosts", () => {
  const present = (kind: "containers" | "machines") => ({ kind, accelerator: "tcg" as const, patience: 1 });

  test("is containers unless the user asks for machines, and does not change", () => {
    expect(kindFor(undefined, undefined)).toBe("containers");
    expect(kindFor(true, undefined)).toBe("machines");
    expect(kindFor(undefined, present("machines"))).toBe("machines");
    expect(kindFor(true, present("machines"))).toBe("machines");
  });

  test("does not change while a lab is up", () => {
    expect(() => kindFor(true, present("containers"))).toThrow("this lab's hosts are containers");
  });

  test("determines the time limits", () => {
    expect(usualPatience("containers", "kvm")).toBe(1);
    expect(usualPatience("machines", "tcg")).toBeGreaterThan(usualPatience("machines", "kvm"));
  });
});
