import type { ApplyTimeValues, Cluster } from "../../lib/cluster";
import type { NodeFile, PodRole } from "../component";
import { paths } from "../../lib/contract/paths";
import { documentPaths, issuerOf } from "../../lib/identity";
import { addonsKubeconfig } from "./addons";
import { scriptFile } from "../parts/files";
import { components } from "../registry";

/** All IAM roles that pods of a cluster take: those of components, and those of the cluster file. */
export function podRolesOf(cluster: Cluster): readonly PodRole[] {
  const own = components.flatMap((component) => component.podRoles?.(cluster) ?? []);
  const users = (cluster.config.aws.identity?.roles ?? []).map(({ name, namespace, serviceAccount, ...rights }) => ({
    ...{ name, namespace, serviceAccount, policyArns: rights.policyArns },
    statements: rights.statements.map(({ effect, actions, resources, conditions }, index) => ({
      Sid: `Statement${index}`,
      Effect: effect,
      Action: actions,
      Resource: resources,
      ...(conditions && { Condition: conditions }),
    })),
  }));
  return [...own, ...users];
}

/** The settings of the step that publishes the issuer's documents, one `name=value` a line. */
function settings({ config }: Cluster): string[] {
  const { url, keysUrl, bucket } = issuerOf(config)!;
  const upload = bucket && [`upload=${bucket.url}/${bucket.folder}`, `region=${config.region}`];
  // The bucket's own URL, if an endpoint stands for AWS: the issuer's host may not resolve there.
  const read = bucket?.made ? `${bucket.url}/` : `${url}/`;
  return [`issuer=${url}`, `keys-url=${keysUrl}`, `read=${read}`, ...(upload ?? []), ...pathsOfDocuments];
}

const pathsOfDocuments = Object.entries(documentPaths).map(([name, path]) => `${name}=${path}`);

/** The script of the step that publishes the documents. Only clusters with an issuer of their own have it. */
export const identityStep = "step-identity";

/** What the step `identity` needs: its script, its settings, the token keys, and a credential that may read them from the API. */
export function identityFiles(cluster: Cluster, values: ApplyTimeValues): NodeFile[] {
  return [
    scriptFile(identityStep),
    addonsKubeconfig(cluster, values),
    { path: `${paths.addons}/issuer`, mode: "0600", lines: settings(cluster) },
    // The step compares the published keys with these. A rotation changes them, so that the step runs again.
    { path: `${paths.addons}/sa.pub`, mode: "0600", lines: [values.publicKeys("service-account")], shown: [] },
  ];
}
