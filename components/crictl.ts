import { releaseUrl } from "../lib/artifacts";
import type { Component } from "./component";
import { containerdSocket } from "./containerd";
import { paths } from "../lib/contract/paths";

/** The command line of the container runtime, for operators. */
export const crictl: Component = {
  name: "crictl",
  roles: ["worker"],
  artifacts: ({ release, config }) => [
    {
      name: "crictl",
      version: release.crictl,
      url: releaseUrl.crictl(release.crictl, config.architecture),
      install: { members: { crictl: `${paths.bin}/crictl` } },
    },
  ],
  files: () => [
    {
      path: "/etc/crictl.yaml",
      mode: "0644",
      lines: [`runtime-endpoint: ${containerdSocket}`, `image-endpoint: ${containerdSocket}`],
    },
  ],
};
