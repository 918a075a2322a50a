import type { Component } from "./component";

/** The kernel modules that pods need for networks and file systems. */
export const kernelModules: Component = {
  name: "kernel-modules",
  roles: ["worker"],
  files: () => [
    { path: "/etc/modules-load.d/groundup.conf", mode: "0644", lines: ["overlay", "br_netfilter", "nf_conntrack"] },
  ],
  systemUnit: "systemd-modules-load.service",
};

const settings = {
  "net.ipv4.ip_forward": 1,
  // Send bridged packets through the packet filter. It must translate a Service's answer even if it comes from a pod on
  // the same bridge.
  "net.bridge.bridge-nf-call-iptables": 1,
  // The values that the kubelet requires with protectKernelDefaults (kubelet, pkg/kubelet/cm).
  "vm.overcommit_memory": 1,
  "vm.panic_on_oom": 0,
  "kernel.panic": 10,
  "kernel.panic_on_oops": 1,
  "kernel.keys.root_maxkeys": 1000000,
  "kernel.keys.root_maxbytes": 25000000,
  // The process that manages a container, and most programs in it, watch files. The kernel's default of 128 instances
  // per user is too low.
  "fs.inotify.max_user_instances": 8192,
  "fs.inotify.max_user_watches": 524288,
};

/**
 * The kernel settings for the kubelet and for forwarding. They come after the modules, because some settings appear
 * only with a module.
 */
export const kernelSettings: Component = {
  name: "kernel-settings",
  roles: ["worker"],
  files: () => [
    {
      path: "/etc/sysctl.d/90-groundup.conf",
      mode: "0644",
      lines: Object.entries(settings).map(([key, value]) => `${key} = ${value}`),
    },
  ],
  systemUnit: "systemd-sysctl.service",
};
