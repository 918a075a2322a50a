import { elsewhere, ends, harmless, interrupts, type KnownType } from "./judgement";

const tags = { tags: harmless, tags_all: harmless };
const results = ["arn", "id", "tags_all", "region"];

/** The types of groundup's machines, disks and load balancer. */
export const machineTypes: Readonly<Record<string, KnownType>> = {
  aws_instance: {
    actions: { create: elsewhere, replace: elsewhere, delete: elsewhere },
    attributes: {
      ...tags,
      volume_tags: harmless,
      monitoring: harmless,
      disable_api_termination: harmless,
      instance_type: interrupts(
        "is stopped and started for another type, without a drain, and at the same time as others",
      ),
      user_data: interrupts(
        "is stopped and started for other user data, without a drain, and at the same time as others",
      ),
      user_data_base64: interrupts(
        "is stopped and started for other user data, without a drain, and at the same time as others",
      ),
      root_block_device: elsewhere,
      metadata_options: elsewhere,
      iam_instance_profile: elsewhere,
    },
    results: [
      ...results,
      ...[
        "public_ip",
        "public_dns",
        "private_dns",
        "instance_state",
        "primary_network_interface_id",
        "security_groups",
      ],
      ...["network_interface", "ipv6_addresses", "password_data", "ebs_block_device", "ephemeral_block_device"],
      ...["associate_public_ip_address", "volume_tags"],
    ],
  },
  aws_ebs_volume: {
    actions: { create: harmless, replace: elsewhere, delete: elsewhere },
    attributes: {
      ...tags,
      size: elsewhere,
      type: harmless,
      iops: harmless,
      throughput: harmless,
      final_snapshot: harmless,
    },
    results: [...results, "create_time"],
  },
  aws_volume_attachment: {
    actions: { create: harmless, replace: elsewhere, delete: elsewhere },
    attributes: { stop_instance_before_detaching: harmless, skip_destroy: harmless, force_detach: harmless },
    results,
  },
  aws_key_pair: {
    actions: {
      create: harmless,
      replace: interrupts("is replaced: running instances keep the key that they were created with"),
      delete: ends("is destroyed: new instances cannot use it"),
    },
    attributes: tags,
    results: [...results, "fingerprint", "key_pair_id", "key_type"],
  },
  aws_lb: {
    actions: {
      create: harmless,
      replace: ends("is replaced: the API gets another name, so everybody needs a new kubeconfig"),
      delete: ends("is destroyed: the API cannot be reached from outside of the masters"),
    },
    attributes: { ...tags, enable_deletion_protection: harmless },
    results: [...results, "arn_suffix", "dns_name", "zone_id", "vpc_id", "subnet_mapping"],
  },
  aws_lb_listener: {
    actions: {
      create: harmless,
      replace: interrupts("is replaced: the API cannot be reached from outside of the masters meanwhile"),
      delete: ends("is destroyed: the API cannot be reached from outside of the masters"),
    },
    attributes: tags,
    results,
  },
  aws_lb_target_group: {
    actions: {
      create: harmless,
      replace: interrupts("is replaced: the API cannot be reached from outside of the masters meanwhile"),
      delete: ends("is destroyed: the API cannot be reached from outside of the masters"),
    },
    attributes: {
      ...tags,
      deregistration_delay: harmless,
      target_health_state: harmless,
      health_check: interrupts(
        "changes its health checks: the API may be unavailable from outside until the masters pass them",
      ),
    },
    results: [...results, "arn_suffix", "load_balancer_arns", "name_prefix"],
  },
  aws_lb_target_group_attachment: {
    actions: {
      create: harmless,
      replace: interrupts("is replaced: the load balancer sends nothing to that master meanwhile"),
      delete: ends("is destroyed: the load balancer sends nothing to that master"),
    },
    attributes: {},
    results,
  },
};
