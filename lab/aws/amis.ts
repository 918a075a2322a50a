/** Canonical's account in each partition, which owns the Ubuntu images, and the prefix of their ids in the lab. */
const canonical = { "099720109477": "ami-0240", "837727238323": "ami-0241", "513442679011": "ami-0242" } as const;

type Owner = keyof typeof canonical;

/** A machine image in the format that the emulator reads. */
export interface Ami {
  readonly ami_id: string;
  readonly name: string;
  readonly architecture: string;
  readonly [key: string]: unknown;
}

/**
 * Images of the emulated account: Ubuntu 24.04 for both architectures, as Canonical publishes it in each partition. The
 * emulator shows only the images of its region's partition.
 */
export function amis(): Ami[] {
  return (Object.keys(canonical) as Owner[]).flatMap((owner) => [
    ubuntu(owner, `${canonical[owner]}a0000000amd64`, "amd64", "x86_64", "20261001"),
    ubuntu(owner, `${canonical[owner]}a0000000arm64`, "arm64", "arm64", "20261001"),
  ]);
}

function ubuntu(owner: Owner, id: string, label: string, architecture: string, date: string): Ami {
  const name = `ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-${label}-server-${date}`;
  return {
    ami_id: id,
    name,
    architecture,
    description: `Canonical, Ubuntu, 24.04, ${label} noble image`,
    owner_id: owner,
    public: true,
    state: "available",
    virtualization_type: "hvm",
    hypervisor: "xen",
    root_device_type: "ebs",
    root_device_name: "/dev/sda1",
    image_location: `amazon/${name}`,
    image_type: "machine",
    sriov: "simple",
    boot_mode: "uefi-preferred",
    creation_date: `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T00:00:00.000Z`,
  };
}
