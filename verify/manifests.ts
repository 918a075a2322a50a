import { namespace } from "./kubectl";
import { runAnnotation, runLabel, thisRun } from "./leftovers";

/** Port on which the check pods answer HTTP. */
export const port = 8080;

/** Replicas of the Deployments that are spread and updated. */
export const replicas = 3;

/** Parameters of the objects of one run. */
export interface Props {
  /** The agnhost image of Kubernetes' own end-to-end tests. */
  readonly image: string;
  /** A random text that must be found in secrets, and nowhere else. */
  readonly nonce: string;
  /** Name of the node whose kubelet may read the secret. */
  readonly secretNode: string;
}

type Spec = Readonly<Record<string, unknown>>;

const meta = (name: string) => ({ name, namespace, labels: { app: name } });

/** The namespace. Its annotation identifies the run, and its contents satisfy the strictest Pod Security Standard. */
export const namespaceManifest = () => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: {
    name: namespace,
    labels: { "pod-security.kubernetes.io/enforce": "restricted", [runLabel]: "" },
    annotations: { [runAnnotation]: thisRun() },
  },
});

/** A pod's security settings for the `restricted` standard; by default, the image would run as root. */
const podSecurity = {
  runAsNonRoot: true,
  runAsUser: 65532,
  runAsGroup: 65532,
  seccompProfile: { type: "RuntimeDefault" },
};

function container({ image }: Pick<Props, "image">, command: string, extra: Spec = {}): Spec {
  return {
    name: "agnhost",
    image,
    imagePullPolicy: "IfNotPresent",
    command: ["sh", "-c", command],
    env: [{ name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }],
    resources: { requests: { cpu: "10m", memory: "16Mi" } },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
    ...extra,
  };
}

/** A container that answers HTTP, with a readiness probe. */
export const server = (props: Pick<Props, "image">, extra: Spec = {}) =>
  container(props, `echo "groundup-verify serves on $NODE"; exec /agnhost netexec --http-port=${port}`, {
    ports: [{ name: "http", containerPort: port }],
    readinessProbe: { httpGet: { path: "/readyz", port: "http" }, periodSeconds: 1, timeoutSeconds: 5 },
    ...extra,
  });

/** A pod that the `restricted` standard allows. */
export const podSpec = (containers: readonly Spec[], extra: Spec = {}) => ({
  securityContext: podSecurity,
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  terminationGracePeriodSeconds: 2,
  containers,
  ...extra,
});

function controller(kind: string, name: string, spec: Spec, pod: Spec): Spec {
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: meta(name),
    spec: {
      selector: { matchLabels: { app: name } },
      ...spec,
      template: { metadata: { labels: { app: name } }, spec: pod },
    },
  };
}

function service(name: string, app: string, spec: Spec = {}): Spec {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { ...meta(name), labels: { app } },
    spec: { selector: { app }, ports: [{ name: "http", port: 80, targetPort: "http" }], ...spec },
  };
}

/** One pod on every node, tainted or not, from which checks look at the cluster. With the default token. */
const echo = (props: Props) => [
  controller(
    "DaemonSet",
    "echo",
    {},
    podSpec([server(props)], { automountServiceAccountToken: true, tolerations: [{ operator: "Exists" }] }),
  ),
  // routes each node to its own pod, and so that pod to itself
  service("echo-local", "echo", { internalTrafficPolicy: "Local" }),
];

/** Replicas that must be spread, behind a Service of every kind. */
const web = (props: Props) => {
  const spread = {
    maxSkew: 1,
    topologyKey: "kubernetes.io/hostname",
    whenUnsatisfiable: "DoNotSchedule",
    nodeTaintsPolicy: "Honor",
    labelSelector: { matchLabels: { app: "web" } },
  };
  return [
    controller("Deployment", "web", { replicas }, podSpec([server(props)], { topologySpreadConstraints: [spread] })),
    service("web", "web", { type: "NodePort" }),
  ];
};

/** Replicas that are updated under traffic. A pod that is being deleted serves until every node knows. */
const rolling = (props: Props) => {
  const strategy = { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } };
  const lifecycle = { preStop: { sleep: { seconds: 3 } } };
  return [
    controller(
      "Deployment",
      "rolling",
      { replicas, strategy },
      podSpec([server(props, { lifecycle })], { terminationGracePeriodSeconds: 8 }),
    ),
    service("rolling", "rolling"),
  ];
};

/** A pod that will be deleted, and one whose container will fail. */
const healing = (props: Props) => [
  controller("Deployment", "healing", {}, podSpec([server(props)])),
  { apiVersion: "v1", kind: "Pod", metadata: meta("failing"), spec: podSpec([server(props)]) },
];

/** A secret, and the only pod that uses it. Only the kubelet of the pod's node may read the secret. */
const secret = (props: Props) => {
  const volumes = [{ name: "sealed", secret: { secretName: "sealed" } }];
  const volumeMounts = [{ name: "sealed", mountPath: "/sealed", readOnly: true }];
  return [
    { apiVersion: "v1", kind: "Secret", metadata: meta("sealed"), stringData: { value: props.nonce } },
    { apiVersion: "v1", kind: "ConfigMap", metadata: meta("sealed"), data: { value: props.nonce } },
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: meta("holder"),
      spec: podSpec([server(props, { volumeMounts })], { nodeName: props.secretNode, volumes }),
    },
  ];
};

const job = (props: Props) => ({
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: meta("speak"),
  spec: {
    backoffLimit: 2,
    template: {
      metadata: { labels: { app: "speak" } },
      spec: podSpec([container(props, `echo "spoken: ${props.nonce}"`)], { restartPolicy: "Never" }),
    },
  },
});

/** All objects of the checks, as one list for `kubectl create`. */
export function stageManifests(props: Props): Spec {
  const items = [...echo(props), ...rolling(props), ...web(props), ...secret(props), ...healing(props), job(props)];
  return { apiVersion: "v1", kind: "List", items };
}
