import type { Component } from "./component";
import { paths } from "../lib/contract/paths";

/** The optional volume for etcd's data. It is mounted before etcd starts. The first master that gets the volume formats it. */
export const etcdVolume: Component = {
  name: "etcd-volume",
  roles: ["master"],
  nodeFiles: ({ config }, node, values) =>
    config.masters.etcdVolumeGiB === undefined
      ? []
      : [
          {
            path: `${paths.etcd}/volume`,
            mode: "0644",
            lines: [`id=${values.etcdVolume(node.name)}`, `gib=${config.masters.etcdVolumeGiB}`],
          },
        ],
  service: ({ config }) =>
    config.masters.etcdVolumeGiB === undefined
      ? undefined
      : {
          name: "etcd-volume",
          description: "Volume of etcd's data",
          documentation: "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-using-volumes.html",
          unit: { Before: "etcd.service" },
          program: `${paths.scripts}/etcd-volume`,
          flags: {},
          service: { Type: "oneshot", RemainAfterExit: true, ExecStop: `/usr/bin/umount ${paths.etcdData}` },
          confinement: {
            settings: {},
            needs: { everything: "it mounts a file system that other services must see, which a sandbox prevents" },
            exposure: 9.6,
          },
        },
};
