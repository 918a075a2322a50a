import type { Problem } from "../../lib/config";
import type { Mapping } from "../../lib/mapping";

/** Keys that containerd knows but the cluster file must not have, under `registry` of any plugin's section. */
const refused: Readonly<Record<string, Omit<Problem, "path">>> = {
  mirrors: {
    found: "mirrors of registries",
    wanted: "none: containerd does not start if this file has mirrors and the folder certs.d exists",
    remedy: "write containerd.registries, such as { docker.io: { mirrors: [https://mirror.example.com] } }",
  },
  configs: credentials("settings of registries, which may hold passwords"),
  auths: credentials("credentials of registries"),
  headers: credentials("headers for registries, which may hold credentials"),
};

/** Never show the values: the message may be in a build log. */
function credentials(found: string): Omit<Problem, "path"> {
  const wanted = "none: the cluster file, Terraform's state and its plans would contain them unencrypted";
  return { found, wanted, remedy: "give pods imagePullSecrets; write mirrors under containerd.registries" };
}

const mappingAt = (value: unknown, key: string): Mapping => {
  const inner = (value as Mapping)[key];
  return typeof inner === "object" && inner !== null ? (inner as Mapping) : {};
};

/** The settings of `containerd.extraConfig` that groundup refuses although containerd knows them. */
export function refusedSettings(extra: Mapping): { at: string[]; problem: Omit<Problem, "path"> }[] {
  const plugins = mappingAt(extra, "plugins");
  return Object.keys(plugins).flatMap((plugin) => {
    const registry = mappingAt(mappingAt(plugins, plugin), "registry");
    return Object.entries(refused)
      .filter(([key]) => Object.hasOwn(registry, key))
      .map(([key, problem]) => ({ at: ["plugins", plugin, "registry", key], problem }));
  });
}
