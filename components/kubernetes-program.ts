import { type Artifact, releaseUrl } from "../lib/artifacts";
import type { Software } from "../lib/cluster";
import { paths } from "./paths";

/** A program of Kubernetes' own release, as the artifact of a component: all of them are laid down alike. */
export function kubernetesProgram(name: string): (software: Software) => readonly Artifact[] {
  return ({ release, config }) => [
    {
      name,
      url: releaseUrl.kubernetes(release.kubernetes, config.architecture, name),
      install: { program: `${paths.bin}/${name}` },
    },
  ];
}
