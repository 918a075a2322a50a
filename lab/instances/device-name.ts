/**
 * Name of a volume's device in its host, as the kernel and udev set it on Nitro (EBS user guide, "Amazon EBS volumes
 * and NVMe").
 */
export function deviceName(volumeId: string): string {
  return `/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${volumeId.replace("-", "")}`;
}
