import type { Settings } from "../lib/render/unit";

/** What a service of the control plane is denied: everything that serving TLS and writing its own folders does not need (systemd.exec). */
export const sandbox: Settings = {
  NoNewPrivileges: true,
  CapabilityBoundingSet: "",
  AmbientCapabilities: "",
  ProtectSystem: "strict",
  ProtectHome: true,
  PrivateTmp: true,
  PrivateDevices: true,
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
  SystemCallFilter: "@system-service",
  SystemCallErrorNumber: "EPERM",
  UMask: "0077",
};

/** A service that is to run always: systemd never gives up on it, since what it waits for may come late. */
export const alwaysOn: Settings = { Restart: "always", RestartSec: "2s" };

/** The same, of [Unit]: no limit on how often it is started. */
export const neverGiveUp: Settings = { StartLimitIntervalSec: 0 };
