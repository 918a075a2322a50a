/**
 * The admission configuration. Pods must meet the baseline Pod Security Standard unless the labels of their namespace
 * set another one, and users get a warning for what `restricted` would refuse. A rate limit for events keeps one
 * namespace from filling etcd.
 */
export const admissionConfiguration = {
  apiVersion: "apiserver.config.k8s.io/v1",
  kind: "AdmissionConfiguration",
  plugins: [
    {
      name: "PodSecurity",
      configuration: {
        apiVersion: "pod-security.admission.config.k8s.io/v1",
        kind: "PodSecurityConfiguration",
        defaults: {
          enforce: "baseline",
          "enforce-version": "latest",
          audit: "restricted",
          "audit-version": "latest",
          warn: "restricted",
          "warn-version": "latest",
        },
        exemptions: { namespaces: ["kube-system"] },
      },
    },
    {
      name: "EventRateLimit",
      configuration: {
        apiVersion: "eventratelimit.admission.k8s.io/v1alpha1",
        kind: "Configuration",
        limits: [
          { type: "Server", qps: 500, burst: 5000 },
          { type: "Namespace", qps: 100, burst: 1000, cacheSize: 2000 },
        ],
      },
    },
  ],
};

const secretResources = [
  { group: "", resources: ["secrets", "configmaps", "serviceaccounts/token"] },
  { group: "authentication.k8s.io", resources: ["tokenreviews", "tokenrequests"] },
];

/**
 * The audit policy, as CIS 3.2.2 asks for. It logs access to secrets and tokens without their bodies, access into pods,
 * and every change.
 */
export const auditPolicy = {
  apiVersion: "audit.k8s.io/v1",
  kind: "Policy",
  omitStages: ["RequestReceived"],
  rules: [
    // The most frequent requests, which are of no use in an investigation.
    { level: "None", nonResourceURLs: ["/healthz*", "/livez*", "/readyz*", "/version", "/openapi/*"] },
    {
      level: "None",
      users: ["system:kube-scheduler", "system:kube-controller-manager", "system:apiserver"],
      verbs: ["get", "update", "watch", "list"],
      resources: [{ group: "coordination.k8s.io", resources: ["leases"] }],
    },
    {
      level: "None",
      userGroups: ["system:nodes"],
      verbs: ["get", "update", "patch"],
      resources: [
        { group: "coordination.k8s.io", resources: ["leases"] },
        { group: "", resources: ["nodes/status"] },
      ],
    },
    {
      level: "None",
      resources: [
        { group: "", resources: ["events"] },
        { group: "events.k8s.io", resources: ["events"] },
      ],
    },
    { level: "Metadata", resources: secretResources },
    {
      level: "Request",
      resources: [
        {
          group: "",
          resources: ["pods/exec", "pods/attach", "pods/portforward", "pods/proxy", "services/proxy", "nodes/proxy"],
        },
      ],
    },
    { level: "Metadata", verbs: ["get", "list", "watch"] },
    { level: "Request", verbs: ["create", "update", "patch", "delete", "deletecollection"] },
    { level: "Metadata" },
  ],
};
