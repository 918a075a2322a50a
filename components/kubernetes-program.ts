import { type Artifact, releaseUrl } from "../lib/artifacts";
import type { Software } from "../lib/cluster";
import { paths } from "../lib/contract/paths";

/** A program of Kubernetes' own release, as the artifact of a component: all of them are laid down alike. */
export function kubernetesProgram(name: string): (software: Software) => readonly Artifact[] {
  return ({ release, config }) => [
    {
      name,
      version: release.kubernetes,
      url: releaseUrl.kubernetes(release.kubernetes, config.architecture, name),
      install: { program: `${paths.bin}/${name}` },
    },
  ];
}
