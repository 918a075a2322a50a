import { releaseUrl } from "../lib/artifacts";
import { paths, ports } from "../lib/contract/paths";
import { mergeExtraConfig } from "../lib/render/extra-config";
import { tomlLines } from "../lib/render/toml";
import type { Software } from "../lib/cluster";
import type { Confinement } from "../lib/render/unit";
import type { ClusterConfig } from "../lib/config";
import type { Component, NodeFile } from "./component";
import { alwaysOn, neverGiveUp } from "./parts/sandbox";

/** The socket on which the kubelet and crictl reach containerd. */
export const containerdSocket = `unix://${paths.containerdSocket}`;

/** containerd's configuration in version 3, for containerd 2.0 and later (containerd, RELEASES.md). */
export function containerdConfiguration({ release }: Software) {
  return {
    version: 3,
    // Without its CRI plugin containerd would keep running, but be useless. If it exits instead, systemd restarts it.
    required_plugins: ["io.containerd.grpc.v1.cri"],
    plugins: {
      "io.containerd.grpc.v1.cri": {
        stream_server_address: "127.0.0.1",
        // By default containerd picks a new port at every start, which no table of ports could list
        // (docs/decisions/0009).
        stream_server_port: `${ports.containerdStreams}`,
      },
      "io.containerd.cri.v1.images": {
        pinned_images: { sandbox: `registry.k8s.io/pause:${release.pause}` },
        registry: { config_path: paths.registries },
      },
      "io.containerd.cri.v1.runtime": {
        cni: { bin_dirs: [paths.cniPrograms], conf_dir: paths.cniConfiguration },
        containerd: {
          default_runtime_name: "runc",
          runtimes: {
            runc: {
              runtime_type: "io.containerd.runc.v2",
              options: { SystemdCgroup: true, BinaryName: `${paths.bin}/runc` },
            },
          },
        },
      },
    },
  };
}

/** A file for each registry with mirrors. containerd reads these files whenever it pulls an image. */
function registryFiles(registries: ClusterConfig["containerd"]["registries"]): NodeFile[] {
  return Object.entries(registries).map(([host, { server, mirrors }]) => ({
    path: `${paths.registries}/${host}/hosts.toml`,
    mode: "0644",
    reloads: true,
    lines: tomlLines({
      ...(server && { server }),
      host: Object.fromEntries(mirrors.map((mirror) => [mirror, { capabilities: ["pull", "resolve"] }])),
    }),
  }));
}

/**
 * The confinement of containerd. Containers are its children, so no pod could get a system call, a capability or a
 * device that containerd is denied. Set-user-ID programs in containers need new privileges, so containerd is not denied
 * these either. runc confines each container.
 */
const confinement: Confinement = {
  settings: { KeyringMode: "private" },
  needs: {
    everything:
      "containers inherit its capabilities, system calls, devices and privileges, and privileged containers need all of them",
    "the node's mounts": "the kubelet must see what a storage driver mounts in its container",
  },
  exposure: 9.6,
};

/** The container runtime of workers, with runc. */
export const containerd: Component = {
  name: "containerd",
  roles: ["worker"],
  artifacts: ({ release, config }) => [
    {
      name: "containerd",
      version: release.containerd,
      url: releaseUrl.containerd(release.containerd, config.architecture),
      install: {
        members: Object.fromEntries(
          ["containerd", "containerd-shim-runc-v2", "ctr"].map((program) => [
            `bin/${program}`,
            `${paths.bin}/${program}`,
          ]),
        ),
      },
    },
    {
      name: "runc",
      version: release.runc,
      url: releaseUrl.runc(release.runc, config.architecture),
      install: { program: `${paths.bin}/runc` },
    },
  ],
  ports: () => [
    {
      protocol: "tcp",
      from: ports.containerdStreams,
      purpose: "containerd: streams for exec and attach",
      peers: ["self"],
    },
  ],
  files: (cluster) => [
    ...registryFiles(cluster.config.containerd.registries),
    {
      path: paths.containerdConfiguration,
      mode: "0600",
      lines: tomlLines(mergeExtraConfig(containerdConfiguration(cluster), cluster.config.containerd.extraConfig)),
    },
  ],
  service: () => ({
    name: "containerd",
    description: "containerd, the container runtime",
    documentation: "https://containerd.io/docs/",
    unit: { Wants: "network-online.target", After: "network-online.target", ...neverGiveUp },
    program: `${paths.bin}/containerd`,
    flags: { config: paths.containerdConfiguration },
    service: {
      Type: "notify",
      Delegate: true,
      // Containers keep running while the runtime restarts.
      KillMode: "process",
      LimitNOFILE: 1048576,
      TasksMax: "infinity",
      OOMScoreAdjust: -999,
      ...alwaysOn,
    },
    confinement,
  }),
  ready: () => `${paths.bin}/crictl version`,
  disruptsPods: true,
  configuration: { section: "containerd", format: "toml", owned: containerdConfiguration },
};
