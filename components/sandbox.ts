import type { Confinement, Settings } from "../lib/render/unit";

/** System calls that no service makes which neither changes users nor schedules. */
const systemCalls = ["@system-service", "~@privileged @resources"];

/** Everything that serving TLS and writing folders of one's own does not need (systemd.exec). */
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

/** What every service needs that speaks to others and answers them. */
const serving = {
  network: "it serves and connects with TLS",
  "ProcSubset=pid": "Go reads the length of the listen queue from /proc/sys",
};

/** A service that serves others. */
export const confined: Confinement = { settings: sandbox, needs: serving, exposure: 1.3 };

/** The API server: as it rotates the audit log, it gives the new file the old one's owner. */
export const confinedWithLog: Confinement = {
  settings: { ...sandbox, SystemCallFilter: [...systemCalls, "@chown"] },
  needs: { ...serving, "@chown": "it gives a rotated audit log the owner of the previous one" },
  exposure: 1.4,
};

/** A service whose peers are all on its own node: the API server, and clients of its health endpoint. */
export const confinedToLoopback: Confinement = {
  settings: { ...sandbox, IPAddressAllow: "localhost", IPAddressDeny: "any" },
  needs: {
    ...serving,
    network: "it connects to the API server of its own node and serves health checks; only on loopback",
  },
  exposure: 1.2,
};

/** A service that writes rules of the packet filter: root in the node's own namespaces, with that one capability. */
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

/** A service that replaces a file of the operating system's: root's, without a capability and without a network. */
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

/** A service that always runs. systemd never stops restarting it, because its dependencies may start late. */
export const alwaysOn: Settings = { Restart: "always", RestartSec: "2s" };

/** The same, of [Unit]: no limit on how often it is started. */
export const neverGiveUp: Settings = { StartLimitIntervalSec: 0 };
