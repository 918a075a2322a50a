import type { ApplyTimeValues, Cluster } from "../lib/cluster";
import { loadBalancersRole } from "../lib/identity";
import { renderFlags } from "../lib/render/flags";
import { loadBalancerPolicies } from "./parts/balancer-policies";
import { cloudControllerRights } from "./parts/cloud-controller-rights";
import type { Component, Manifest } from "./component";
import { drainUser } from "./node-drain";
import { podIdentity } from "./parts/pod-identity";
import { clusterRole, clusterRoleBinding, roleBinding } from "./parts/rbac";
import { cipherSuites, tlsMinVersion } from "./parts/tls";
import {
  confinedContainer,
  confinedPod,
  namespace,
  oneAtATime,
  pinnedImage,
  pullPolicy,
  replicatedDeployment,
} from "./parts/workloads";

const name = "aws-cloud-controller-manager";
const labels = { "k8s-app": name };
const account = { kind: "ServiceAccount", name, namespace } as const;
const meta = { name, namespace, labels };

/** The port of its health checks and metrics. */
const port = 10258;

/** The role with which a master deletes Services. */
const releases = "groundup:release-services";

const configuration = { folder: "/etc/aws", file: "cloud.conf" } as const;

const rbac: Manifest[] = [
  { apiVersion: "v1", kind: "ServiceAccount", metadata: meta },
  clusterRole(`system:${name}`, [
    { apiGroups: [""], resources: ["events"], verbs: ["create", "patch", "update"] },
    // It removes the Node objects of instances that are gone, and taints those of stopped instances.
    { apiGroups: [""], resources: ["nodes"], verbs: ["get", "list", "watch", "patch", "update", "delete"] },
    { apiGroups: [""], resources: ["services"], verbs: ["get", "list", "watch"] },
    { apiGroups: [""], resources: ["services/status"], verbs: ["patch", "update"] },
    { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["create", "get", "update"] },
  ]),
  clusterRoleBinding(`system:${name}`, `system:${name}`, account),
  // It asks an API server to authenticate and authorize those who read its metrics.
  clusterRoleBinding(`${name}:system:auth-delegator`, "system:auth-delegator", account),
  roleBinding(namespace, `${name}-auth-reader`, "extension-apiserver-authentication-reader", account),
  // When the cluster goes, a master deletes the Services that have load balancers (node/release-services).
  clusterRole(releases, [{ apiGroups: [""], resources: ["services"], verbs: ["get", "list", "delete"] }]),
  clusterRoleBinding(releases, releases, { kind: "User", name: drainUser }),
];

/**
 * The cloud configuration. With a VPC and a subnet, the controller asks no metadata service. It owns a security group
 * for each load balancer, and never changes the groups of nodes (docs/decisions/0063).
 */
function cloudConfig({ config }: Cluster, values: ApplyTimeValues): Manifest {
  const settings = {
    Region: config.region,
    VPC: values.network.vpc,
    SubnetID: values.network.subnets[0]!,
    KubernetesClusterID: config.name,
    NLBSecurityGroupMode: "Managed",
    DisableSecurityGroupIngress: "true",
  };
  const lines = Object.entries(settings).map(([key, value]) => `${key} = ${value}`);
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: meta,
    data: { [configuration.file]: `[Global]\n${lines.join("\n")}\n` },
  };
}

const flags = ({ config }: Cluster) => ({
  "cloud-provider": "aws",
  "cloud-config": `${configuration.folder}/${configuration.file}`,
  "cluster-name": config.name,
  // Nodes know their own facts, and Terraform has the routes to pods. So neither of these two controllers runs.
  controllers: "service-lb-controller,cloud-node-lifecycle-controller",
  "allocate-node-cidrs": false,
  "configure-cloud-routes": false,
  // A load balancer that is deleted holds its worker until AWS frees its security group, which takes minutes.
  "concurrent-service-syncs": 5,
  "secure-port": port,
  "tls-min-version": tlsMinVersion,
  "tls-cipher-suites": cipherSuites,
  profiling: false,
});

function deployment(cluster: Cluster, values: ApplyTimeValues): Manifest {
  const identity = podIdentity(cluster, values, loadBalancersRole);
  return replicatedDeployment(cluster, {
    meta,
    labels,
    pod: {
      // It must not depend on CoreDNS.
      dnsPolicy: "Default",
      securityContext: confinedPod,
      containers: [
        {
          ...container(cluster),
          env: [...identity.env, { name: "AWS_EC2_METADATA_DISABLED", value: "true" }],
          volumeMounts: [
            { name: "cloud-config", mountPath: configuration.folder, readOnly: true },
            ...identity.volumeMounts,
          ],
        },
      ],
      volumes: [{ name: "cloud-config", configMap: { name } }, ...identity.volumes],
    },
  });
}

function container(cluster: Cluster) {
  const { cloudController } = cluster.release;
  return {
    name,
    image: pinnedImage(cluster, `registry.k8s.io/provider-aws/cloud-controller-manager:${cloudController}`),
    imagePullPolicy: pullPolicy(cluster),
    args: renderFlags(flags(cluster)),
    resources: { requests: { cpu: "25m", memory: "64Mi" }, limits: { memory: "256Mi" } },
    livenessProbe: {
      httpGet: { path: "/healthz", port, scheme: "HTTPS" },
      initialDelaySeconds: 30,
      periodSeconds: 10,
      timeoutSeconds: 5,
    },
    securityContext: confinedContainer,
  };
}

/** Network load balancers for Services of type LoadBalancer. It also removes the Node objects of terminated instances. */
export const cloudController: Component = {
  name,
  roles: ["worker"],
  podRoles: (cluster) =>
    cluster.config.aws.loadBalancers
      ? [
          {
            name: loadBalancersRole,
            namespace,
            serviceAccount: name,
            statements: cloudControllerRights(cluster.config),
          },
        ]
      : [],
  manifests: (cluster, values) => [
    ...rbac,
    cloudConfig(cluster, values),
    ...loadBalancerPolicies(values.network),
    deployment(cluster, values),
    oneAtATime({ meta, labels }),
  ],
  optional: {
    key: "aws.loadBalancers",
    wanted: ({ config }) => config.aws.loadBalancers,
    usedBy: {
      resource: "services",
      filter: '.spec.type == "LoadBalancer" and .spec.loadBalancerClass == null',
    },
  },
};
