/** How a guest's processor runs. */
export type Accelerator = "kvm" | "tcg";

/** Everything that QEMU needs to know about a machine. */
export interface MachineSpec {
  readonly instanceId: string;
  readonly vcpus: number;
  readonly memoryMib: number;
  /** File of the root disk. */
  readonly disk: string;
  readonly kernel: string;
  readonly initrd: string;
  /** Tap device of the machine's network interface. */
  readonly link: string;
  readonly mac: string;
  /** Path of the socket for QEMU's control protocol. */
  readonly socket: string;
  /** File for the output of the guest's serial console. */
  readonly console: string;
}

/** Path of the emulator. */
export const qemuProgram = "qemu-system-x86_64";

/** Kernel's command line: as on Ubuntu's cloud image, the root disk is found by its label. */
const kernelArguments = "root=LABEL=cloudimg-rootfs ro console=ttyS0 panic=-1";

/** A network card at this PCI slot is `ens5` for udev, as on Nitro. */
const networkSlot = 5;

/** Arguments of a machine that has only a processor, memory and firmware. */
function bareArguments(accelerator: Accelerator, vcpus: number, memoryMib: number): string[] {
  return [
    ...["-nodefaults", "-no-user-config", "-display", "none", "-machine", "pc"],
    ...["-accel", accelerator === "kvm" ? "kvm" : "tcg,thread=multi"],
    ...["-cpu", accelerator === "kvm" ? "host" : "max"],
    ...["-smp", `${vcpus}`, "-m", `${memoryMib}`],
  ];
}

/** Arguments of QEMU for a machine. Its firmware says Amazon, so that cloud-init finds its data source. */
export function machineArguments(spec: MachineSpec, accelerator: Accelerator): string[] {
  const uuid = firmwareUuid(spec.instanceId);
  return [
    ...["-name", spec.instanceId, ...bareArguments(accelerator, spec.vcpus, spec.memoryMib)],
    ...["-kernel", spec.kernel, "-initrd", spec.initrd, "-append", kernelArguments],
    ...["-smbios", `type=1,manufacturer=Amazon EC2,uuid=${uuid},serial=${uuid}`],
    ...["-serial", `file:${spec.console}`, "-qmp", `unix:${spec.socket},server=on,wait=off`],
    ...["-drive", `if=none,id=root,file=${spec.disk},format=raw,cache=unsafe,discard=unmap`],
    ...["-device", "virtio-blk-pci,drive=root"],
    ...["-netdev", `tap,id=net,ifname=${spec.link},script=no,downscript=no`],
    ...["-device", `virtio-net-pci,netdev=net,mac=${spec.mac},host_mtu=9001,addr=${networkSlot}`],
    ...["-device", "virtio-rng-pci"],
  ];
}

/** Arguments of QEMU for a guest that starts its kernel, finds no root disk, and ends. */
export function trialArguments(kernel: string, console: string): string[] {
  return [
    ...bareArguments("kvm", 1, 512),
    ...["-kernel", kernel, "-append", "console=ttyS0 panic=-1", "-no-reboot", "-serial", `file:${console}`],
  ];
}

/** The firmware's identifier of an instance. On EC2 it begins with "ec2". */
export function firmwareUuid(instanceId: string): string {
  const digits = `ec2${instanceId.replace(/^i-/, "").padStart(29, "0")}`.slice(0, 32);
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
