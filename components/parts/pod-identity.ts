import type { ApplyTimeValues, Cluster } from "../../lib/cluster";
import { tokenAudience } from "../../lib/identity";

/** The folder and the name of the token's file in a pod. */
const folder = "/var/run/secrets/groundup/aws";
const file = "token";

/** The lifetime of a token in seconds. The kubelet replaces it after 80 % of that time, and SDKs read the file again. */
const expirationSeconds = 3600;

/** What a pod needs to take an IAM role. */
export interface PodIdentity {
  /** Environment variables of the container that calls AWS. */
  readonly env: readonly { readonly name: string; readonly value: string }[];
  /** Mounts of the same container. */
  readonly volumeMounts: readonly object[];
  /** Volumes of the pod. */
  readonly volumes: readonly object[];
}

/**
 * The environment and the token with which AWS's SDKs take a role, without a webhook. They find the role and the token
 * by these variables.
 * @param name the role's name within the cluster, as the component declares it in `podRoles`
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html
 */
export function podIdentity({ config }: Cluster, values: ApplyTimeValues, name: string): PodIdentity {
  const { endpoint } = config.aws;
  const variables = {
    AWS_REGION: config.region,
    AWS_ROLE_ARN: values.podRole(name),
    AWS_WEB_IDENTITY_TOKEN_FILE: `${folder}/${file}`,
    // A region's own STS: the global one is slower, and not in every partition.
    AWS_STS_REGIONAL_ENDPOINTS: "regional",
    // The SDK for Go makes its STS client before it reads the general variable.
    ...(endpoint && { AWS_ENDPOINT_URL: endpoint, AWS_ENDPOINT_URL_STS: endpoint }),
  };
  const source = { serviceAccountToken: { audience: tokenAudience, expirationSeconds, path: file } };
  return {
    env: Object.entries(variables).map(([key, value]) => ({ name: key, value })),
    volumeMounts: [{ name: "aws-identity", mountPath: folder, readOnly: true }],
    volumes: [{ name: "aws-identity", projected: { sources: [source] } }],
  };
}
