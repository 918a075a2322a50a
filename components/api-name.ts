import { apiServerName } from "../lib/cluster";
import type { Component } from "./component";
import { paths } from "../lib/contract/paths";
import { confinedToSystemFile } from "./sandbox";

const name = "groundup-api-name";

/** The unit that must run before a program on a worker connects to the API servers. */
export const apiNameUnit = `${name}.service`;

/**
 * Makes a client of client-go give up a connection that has fallen silent after 10 s instead of 45: it then takes the
 * next of the name's addresses (k8s.io/apimachinery, pkg/util/net/http.go). A refused connection needs no such help.
 */
export const noticesSilence = ["HTTP2_READ_IDLE_TIMEOUT_SECONDS=5", "HTTP2_PING_TIMEOUT_SECONDS=5"];

/** A list that begins with its n-th entry and goes on from its beginning. */
const from = <T>(list: readonly T[], n: number): T[] => [
  ...list.slice(n % list.length),
  ...list.slice(0, n % list.length),
];

/**
 * The name of the API servers on workers: the masters' private addresses, in the node's hosts file. Clients try them in
 * the order of that file, so each worker begins with another one (decision 0027).
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
