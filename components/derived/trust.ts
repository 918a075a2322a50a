import type { Cluster } from "../../lib/cluster";
import { type AuthorityName, authorityNames } from "../../lib/contract/authorities";
import type { Role } from "../../lib/contract/node-name";
import { addonFiles, adminKubeconfig } from "./addons";
import { nodesOf } from "./bundle";
import type { Certificate, Component, NodeFile } from "../component";
import { mark, marks } from "./marks";
import { components } from "../registry";

/**
 * The place of credentials: the nodes of a role, the first master while a step of Terraform runs there, or the people
 * who run Terraform.
 */
export type Place = Role | "step" | "operator";

/** The CAs, certificates and keys that one program, or the operators, have. */
export interface Holder {
  /** The holder's name: a component, or another recipient of credentials. */
  readonly name: string;
  readonly place: Place;
  /** The CAs that it trusts. */
  readonly trusts: readonly AuthorityName[];
  /** The certificates that it has the keys of. */
  readonly holds: readonly Certificate[];
  /** The CAs whose keys it has, so that it can sign for them. */
  readonly signs: readonly AuthorityName[];
  /** Whether it has the key that signs the tokens of service accounts. */
  readonly signsTokens: boolean;
}

/** Everything that a holder receives, as one text: files, and the flags of its service. */
interface Given {
  readonly name: string;
  readonly place: Place;
  readonly text: string;
}

/** All holders of certificates, keys or CAs of the cluster's PKI, derived from the files and flags they are given. */
export function holders(cluster: Cluster): Holder[] {
  const files = components.flatMap((component) => component.files?.(cluster, marks) ?? []);
  const certificates = components.flatMap((component) => component.certificates?.(cluster) ?? []);
  return given(cluster)
    .map(({ name, place, text }) => {
      const has = (kind: string, of: string) => text.includes(mark(kind, of));
      const knows = (authority: AuthorityName) =>
        has("authority", authority) || authorityPaths(files, authority).some((path) => text.includes(path));
      return {
        name,
        place,
        trusts: authorityNames.filter(knows),
        holds: certificates.filter((certificate) => has("key", certificate.name)),
        signs: authorityNames.filter((authority) => has("key", authority)),
        signsTokens: has("key", "service-account"),
      };
    })
    .filter(({ trusts, holds }) => trusts.length + holds.length > 0);
}

/** The path of a CA's certificates. */
function authorityPaths(files: readonly NodeFile[], authority: AuthorityName): string[] {
  return files.filter(({ lines }) => lines.join() === mark("authority", authority)).map(({ path }) => path);
}

const textOf = (files: readonly NodeFile[]) => files.flatMap(({ lines }) => lines).join("\n");

function given(cluster: Cluster): Given[] {
  return [
    ...components.flatMap((component) =>
      component.roles.map((place) => ({
        name: component.name,
        place,
        text: givenToComponent(cluster, component, place),
      })),
    ),
    { name: "addons", place: "step", text: textOf(addonFiles(cluster, marks)) },
    { name: "admin_kubeconfig", place: "operator", text: adminKubeconfig(cluster, marks).join("\n") },
  ];
}

function givenToComponent(cluster: Cluster, component: Component, role: Role): string {
  const shared = component.files?.(cluster, marks) ?? [];
  const ofNodes = nodesOf(cluster, role).map((node) => [
    textOf(component.nodeFiles?.(cluster, node, marks) ?? []),
    JSON.stringify(component.service?.(cluster, node) ?? {}),
  ]);
  return [textOf(shared), ...ofNodes.flat()].join("\n");
}
