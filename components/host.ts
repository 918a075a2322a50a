import type { Component } from "./component";

/** The kernel's modules that pods' networks and file systems need. */
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
  // Bridged packets pass the packet filter: a Service's answer from a pod on the same bridge must be translated back.
  "net.bridge.bridge-nf-call-iptables": 1,
  // What the kubelet demands with protectKernelDefaults (kubelet, pkg/kubelet/cm).
  "vm.overcommit_memory": 1,
  "vm.panic_on_oom": 0,
  "kernel.panic": 10,
  "kernel.panic_on_oops": 1,
  "kernel.keys.root_maxkeys": 1000000,
  "kernel.keys.root_maxbytes": 25000000,
  // Every container's manager and most programs in it watch files; the kernel's 128 instances a user run out.
  "fs.inotify.max_user_instances": 8192,
  "fs.inotify.max_user_watches": 524288,
};

/** The kernel's settings for the kubelet and for forwarding; after the modules, with which some of them appear. */
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
