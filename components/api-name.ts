import { apiServerName } from "../lib/cluster";
import type { Component } from "./component";
import { paths } from "../lib/contract/paths";
import { confinedToSystemFile } from "./parts/sandbox";

const name = "groundup-api-name";

/** The unit that must run before a program on a worker connects to the API servers. */
export const apiNameUnit = `${name}.service`;

/**
 * Settings that make a client-go client drop a silent connection after 10 s instead of 45. The client then tries the
 * next address of the name (k8s.io/apimachinery, pkg/util/net/http.go). Refused connections need no such settings.
 */
export const noticesSilence = ["HTTP2_READ_IDLE_TIMEOUT_SECONDS=5", "HTTP2_PING_TIMEOUT_SECONDS=5"];

/** Rotates a list, so that it begins with its n-th entry. */
const from = <T>(list: readonly T[], n: number): T[] => [
  ...list.slice(n % list.length),
  ...list.slice(0, n % list.length),
];

/**
 * The DNS name of the API servers on workers. The node's hosts file maps it to the masters' private addresses. Clients
 * try the addresses in the order of the file, so each worker begins with a different master (decision 0027).
 */
export const apiName: Component = {
  name: "api-name",
  roles: ["worker"],
  nodeFiles: ({ config, masters }, { index }) => [
    {
      path: paths.apiHosts,
      mode: "0644",
      lines: from(masters, index).map(({ address }) => `${address} ${apiServerName(config)}`),
    },
  ],
  service: () => ({
    name,
    description: "Name of the Kubernetes API servers in the hosts file",
    documentation: "https://manpages.ubuntu.com/manpages/noble/man5/hosts.5.html",
    // cloud-init may rewrite the hosts file at each boot.
    unit: { After: "cloud-init.service" },
    program: `${paths.scripts}/hosts-file`,
    flags: {},
    service: { Type: "oneshot", RemainAfterExit: true },
    confinement: confinedToSystemFile,
  }),
};
