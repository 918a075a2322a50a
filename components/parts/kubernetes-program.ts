import { type Artifact, releaseUrl } from "../../lib/artifacts";
import type { Software } from "../../lib/cluster";
import { paths } from "../../lib/contract/paths";

/** The artifact of one program of the Kubernetes release. All these programs are installed in the same way. */
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
