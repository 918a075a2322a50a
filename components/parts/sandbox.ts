import type { Confinement, Settings } from "../../lib/render/unit";

/** The system call filter for services that neither change users nor set scheduling or limits. */
const systemCalls = ["@system-service", "~@privileged @resources"];

/** Denies everything that a service does not need to serve TLS and to write its own folders (systemd.exec). */
const sandbox: Settings = {
  NoNewPrivileges: true,
  CapabilityBoundingSet: "",
  AmbientCapabilities: "",
  ProtectSystem: "strict",
  ProtectHome: true,
  PrivateTmp: true,
  PrivateDevices: true,
  PrivateMounts: true,
  PrivateUsers: true,
  ProtectClock: true,
  ProtectHostname: true,
  ProtectKernelLogs: true,
  ProtectKernelModules: true,
  ProtectKernelTunables: true,
  ProtectControlGroups: true,
  ProtectProc: "invisible",
  RestrictAddressFamilies: "AF_INET AF_INET6 AF_UNIX",
  RestrictNamespaces: true,
  RestrictRealtime: true,
  RestrictSUIDSGID: true,
  LockPersonality: true,
  MemoryDenyWriteExecute: true,
  RemoveIPC: true,
  SystemCallArchitectures: "native",
  SystemCallFilter: systemCalls,
  SystemCallErrorNumber: "EPERM",
  KeyringMode: "private",
  UMask: "0077",
};

/** The permissions that every network service needs. */
const serving = {
  network: "it serves and connects with TLS",
  "ProcSubset=pid": "Go reads the length of the listen queue from /proc/sys",
};

/** The confinement of a service that serves clients on other nodes. */
export const confined: Confinement = { settings: sandbox, needs: serving, exposure: 1.3 };

/** The confinement of the API server. When it rotates the audit log, it gives the new file the owner of the old one. */
export const confinedWithLog: Confinement = {
  settings: { ...sandbox, SystemCallFilter: [...systemCalls, "@chown"] },
  needs: { ...serving, "@chown": "it gives a rotated audit log the owner of the previous one" },
  exposure: 1.4,
};

/**
 * The confinement of a service whose peers are all on its own node: the API server, and clients of its health endpoint.
 */
export const confinedToLoopback: Confinement = {
  settings: { ...sandbox, IPAddressAllow: "localhost", IPAddressDeny: "any" },
  needs: {
    ...serving,
    network: "it connects to the API server of its own node and serves health checks; only on loopback",
  },
  exposure: 1.2,
};

/**
 * The confinement of a service that writes packet filter rules. It is root in the node's own namespaces, with one
 * capability.
 */
export const confinedToPacketFilter: Confinement = {
  settings: {
    ...sandbox,
    PrivateUsers: false,
    CapabilityBoundingSet: "CAP_NET_ADMIN",
    RestrictAddressFamilies: "AF_INET AF_INET6 AF_UNIX AF_NETLINK",
  },
  needs: {
    "root, CAP_NET_ADMIN, AF_NETLINK": "it writes the node's packet filter",
    network: "it must be in the node's network namespace, which has the packet filter",
  },
  exposure: 1.8,
};

/**
 * The confinement of a service that replaces a file of the operating system. It is root, without a capability and
 * without a network.
 */
export const confinedToSystemFile: Confinement = {
  settings: {
    ...sandbox,
    PrivateUsers: false,
    PrivateNetwork: true,
    RestrictAddressFamilies: "none",
    ReadWritePaths: "/etc",
    UMask: "0022",
  },
  needs: { "root, /etc": "root owns the file, and the service replaces it by renaming a new one" },
  exposure: 1.2,
};

/**
 * Settings of a service that always runs. systemd never stops restarting it, because its dependencies may start late.
 */
export const alwaysOn: Settings = { Restart: "always", RestartSec: "2s" };

/** The matching setting of [Unit]: no limit on the number of starts. */
export const neverGiveUp: Settings = { StartLimitIntervalSec: 0 };
