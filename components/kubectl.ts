import { releaseUrl } from "../lib/artifacts";
import type { Component } from "./component";
import { paths } from "./paths";

/** The command line of Kubernetes: groundup's own steps use it on masters, people on every node, as in the guide. */
export const kubectl: Component = {
  name: "kubectl",
  roles: ["master", "worker"],
  artifacts: ({ release, config }) => [
    {
      name: "kubectl",
      url: releaseUrl.kubernetes(release.kubernetes, config.architecture, "kubectl"),
      install: { program: `${paths.bin}/kubectl` },
    },
  ],
};
