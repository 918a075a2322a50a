/** The CIS benchmark's evaluators, on invented nodes and clusters. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { judge, requirements } from "../../verify/checks/cis";
import { acceptedOf, type ClusterEvidence, type Role } from "../../verify/checks/cis/cluster-evidence";
import { below, configured, flagOf, judgeFiles } from "../../verify/checks/cis/look";
import { type NodeEvidence, parseNode } from "../../verify/checks/cis/node-evidence";
import { problemsOf, type Requirement } from "../../verify/checks/cis/requirement";
import { rolesThatGrant } from "../../verify/checks/cis/rights";
import { findSealing } from "../../verify/checks/cis/section-1-control-plane";
import { findOwnAuthority } from "../../verify/checks/cis/section-2-etcd";
import { findAuditPolicy } from "../../verify/checks/cis/section-3-control-plane";
import { auditPolicy } from "../../components/parts/api-policies";
import { Failed } from "../../verify/outcome";

const base64 = (text: string) => Buffer.from(text).toString("base64");

/** The output of the script on a node with some programs and texts. */
function node(
  programs: Record<string, readonly string[]>,
  texts: Record<string, string> = {},
  more = "",
): NodeEvidence {
  const processes = Object.entries(programs).flatMap(([name, flags]) => [
    `process\t${name}\t${name}.service\t${name}:${name}\t${base64([name, ...flags, ""].join("\0"))}`,
    `unit\t${name}.service\t/etc/systemd/system/${name}.service`,
    `credential\t${name}.service\tkubeconfig\t/etc/kubernetes/${name}.conf`,
  ]);
  const told = Object.entries(texts).map(([name, text]) => `text\t${name}\t${base64(text)}`);
  return parseNode("master-0", [...processes, ...told, more].join("\n"));
}

const requirement = (id: string): Requirement => requirements.find(({ ids }) => ids.includes(id))!;

function problems(id: string, evidence: NodeEvidence): string[] {
  const { look } = requirement(id);
  if (look.on === "cluster") throw new Error(`${id} looks at the cluster`);
  return problemsOf(look.find(evidence));
}

test("every number of the benchmark exists once, and every reason is in docs/security.md", () => {
  const ids = requirements.flatMap((one) => one.ids);
  expect(new Set(ids).size).toBe(ids.length);
  const counts = ["1.1", "1.2", "1.3", "1.4", "2", "3.1", "3.2", "4.1", "4.2", "4.3", "5.1", "5.2"];
  expect(counts.map((group) => ids.filter((id) => id.startsWith(`${group}.`)).length)).toEqual([
    21, 30, 7, 2, 7, 3, 2, 10, 14, 1, 13, 12,
  ]);
  const page = readFileSync(path.join(__dirname, "../../docs/security.md"), "utf8");
  for (const { ids, manual, reason } of requirements.filter((one) => one.reason)) {
    expect(manual).toBe(true);
    expect(page).toContain(`| ${ids.join(", ")} |`);
    expect(page).toContain(reason);
  }
});

test("a flag differs from one with a longer name, and needs no value", () => {
  const evidence = node({ "kube-apiserver": ["--tls-cert-file-x=1", "--profiling", "--audit-log-path=a=b"] });
  expect(flagOf(evidence, "kube-apiserver", "tls-cert-file")).toBeUndefined();
  expect(flagOf(evidence, "kube-apiserver", "profiling")).toBe("true");
  expect(flagOf(evidence, "kube-apiserver", "audit-log-path")).toBe("a=b");
});

test.each([
  ["1.2.2", "--token-auth-file=/x", "--profiling=false"],
  ["1.2.6", "--authorization-mode=Node,AlwaysAllow", "--authorization-mode=Node,RBAC"],
  ["1.2.7", "--authorization-mode=RBAC,NodeX", "--authorization-mode=Node,RBAC"],
  ["1.2.12", "--disable-admission-plugins=ServiceAccount", "--profiling=false"],
  ["1.2.15", "--profiling=true", "--profiling=false"],
  ["1.2.15", "--audit-log-path=x", "--profiling=false"],
  ["1.2.17", "--audit-log-maxage=29", "--audit-log-maxage=30"],
  ["1.2.17", "--audit-log-maxage=long", "--audit-log-maxage=100"],
  ["1.2.21", "--service-account-lookup=false", "--service-account-lookup=true"],
  ["1.2.29", "--tls-cipher-suites=TLS_RSA_WITH_AES_128_CBC_SHA", "--tls-cipher-suites=TLS_AES_128_GCM_SHA256"],
  ["1.2.29", "--profiling=false", "--tls-cipher-suites=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"],
  ["1.2.30", "--profiling=false", "--service-account-extend-token-expiration=false"],
])("%s does not hold with %s, and holds with %s", (id, bad, good) => {
  expect(problems(id, node({ "kube-apiserver": [bad] }))).toHaveLength(1);
  expect(problems(id, node({ "kube-apiserver": [good] }))).toEqual([]);
});

test("a program that does not run meets no requirement", () => {
  expect(problems("1.3.7", node({}))).toEqual(["kube-controller-manager does not run"]);
  expect(problems("1.1.1", node({}))).toEqual(["the unit of kube-apiserver is not there"]);
});

test("files may have fewer permissions, but not another owner", () => {
  const file = (mode: string, owner = "root:root") => ({ path: "/f", folder: false, mode, owner });
  const guard = { mode: "600", owner: "root:root" };
  expect(problemsOf(judgeFiles([file("600"), file("400")], guard))).toEqual([]);
  expect(problemsOf(judgeFiles([file("640"), file("700"), file("600", "etcd:etcd")], guard))).toHaveLength(3);
});

test("a unit, its kubeconfig and private keys are judged at their actual paths", () => {
  const files = [
    "file\t/etc/systemd/system/kube-scheduler.service\tf\t644\troot:root",
    "file\t/etc/kubernetes/kube-scheduler.conf\tf\t600\troot:root",
    "file\t/etc/kubernetes/pki\td\t755\troot:root",
    "file\t/etc/kubernetes/pki/ca.key\tf\t644\troot:root",
  ].join("\n");
  const evidence = node({ "kube-scheduler": [] }, {}, files);
  expect(problems("1.1.5", evidence)).toEqual([
    "/etc/systemd/system/kube-scheduler.service 644 root:root; wanted: 600 root:root",
  ]);
  expect(problems("1.1.15", evidence)).toEqual([]);
  expect(problems("1.1.21", evidence)).toEqual(["/etc/kubernetes/pki/ca.key 644 root:root; wanted: 600"]);
  expect(below("/etc/kubernetes/pki")(evidence)).toEqual(["/etc/kubernetes/pki", "/etc/kubernetes/pki/ca.key"]);
});

test("a kubelet is judged by the configuration that it reports; without one, it fails", () => {
  const kubelet = (config: object) => node({}, { "kubelet-configz": JSON.stringify({ kubeletconfig: config }) });
  expect(
    configured(
      kubelet({ authentication: { anonymous: { enabled: false } } }),
      "kubelet",
      "authentication.anonymous.enabled",
    ),
  ).toBe("false");
  expect(problems("4.2.1", kubelet({ authentication: { anonymous: { enabled: true } } }))).toHaveLength(1);
  expect(problems("4.2.4", kubelet({ readOnlyPort: 10255 }))).toHaveLength(1);
  expect(problems("4.2.4", kubelet({}))).toEqual([]);
  expect(problems("4.2.5", kubelet({ streamingConnectionIdleTimeout: "0s" }))).toHaveLength(1);
  expect(problems("4.2.12", kubelet({ tlsCipherSuites: ["TLS_RSA_WITH_RC4_128_SHA"] }))).toHaveLength(1);
  expect(problems("4.2.4", node({}))).toEqual(["kubelet does not report its configuration"]);
});

describe("the API server's files", () => {
  const running = (file: string, flag: string, text: string) =>
    node({ "kube-apiserver": [`--${flag}=${file}`] }, { [file]: text });

  test.each([
    ["secretbox", 0],
    ["identity", 1],
  ])("secrets sealed with %s have %d problems", (provider, count) => {
    const text = JSON.stringify({
      resources: [{ resources: ["secrets"], providers: [{ [provider]: {} }, { identity: {} }] }],
    });
    expect(problemsOf(findSealing(running("/e", "encryption-provider-config", text)))).toHaveLength(count);
  });

  test("groundup's audit policy records what it should, and one that drops secrets does not", () => {
    const policy = (rules: readonly object[]) => running("/a", "audit-policy-file", JSON.stringify({ rules }));
    expect(problemsOf(findAuditPolicy(policy(auditPolicy.rules)))).toEqual([]);
    const dropped = { level: "None", resources: [{ group: "", resources: ["secrets"] }] };
    expect(problemsOf(findAuditPolicy(policy([dropped, ...auditPolicy.rules])))).toEqual([
      "secrets None; wanted: Metadata",
    ]);
  });

  test("etcd must not trust the cluster's CA", () => {
    const trusting = (etcd: string) =>
      node({ etcd: ["--trusted-ca-file=/e"], "kube-apiserver": ["--client-ca-file=/c"] }, { "/e": etcd, "/c": "CN=c" });
    expect(problemsOf(findOwnAuthority(trusting("CN=e")))).toEqual([]);
    expect(problemsOf(findOwnAuthority(trusting("CN=c")))).toHaveLength(1);
  });
});

test("roles are found by what they grant, wildcards included, without Kubernetes' own", () => {
  const role = (name: string, rule: object, labels = {}): Role => ({
    metadata: { name, uid: "", creationTimestamp: "", labels },
    rules: [{ verbs: ["get"], apiGroups: [""], resources: ["pods"], ...rule }],
  });
  const roles = [
    role("exact", { verbs: ["create"], resources: ["serviceaccounts/token"] }),
    role("all", { verbs: ["*"], apiGroups: ["*"], resources: ["*"] }),
    role("another-group", { verbs: ["create"], apiGroups: ["apps"], resources: ["serviceaccounts/token"] }),
    role("default", { verbs: ["*"], resources: ["*"] }, { "kubernetes.io/bootstrapping": "rbac-defaults" }),
  ];
  expect(rolesThatGrant(roles, [{ verb: "create", group: "", resource: "serviceaccounts/token" }])).toEqual([
    "exact",
    "all",
  ]);
  expect(rolesThatGrant(roles, [{ verb: "*" }])).toEqual(["all"]);
});

test("a pod counts as accepted unless Pod Security refused exactly this one", () => {
  const said =
    'Error from server (Forbidden): pods "groundup-trial-0" is forbidden: violates PodSecurity "baseline:latest"';
  expect(acceptedOf(["privileged", "the host's IPC"], said)).toEqual(["the host's IPC"]);
  expect(acceptedOf(["privileged"], "Unable to connect to the server")).toEqual(["privileged"]);
});

test("another binding of cluster-admin is reported", () => {
  const binding = (name: string, kind: string) => ({
    metadata: { name, uid: "", creationTimestamp: "" },
    roleRef: { name: "cluster-admin" },
    subjects: [{ kind, name }],
  });
  const cluster = {
    bindings: [binding("groundup:cluster-admins", "Group"), binding("eve", "User")],
  } as unknown as ClusterEvidence;
  const { look } = requirement("5.1.1");
  if (look.on !== "cluster") throw new Error("5.1.1 looks at nodes");
  expect(problemsOf(look.find(cluster))).toEqual(["others: User eve"]);
});

test("only a manual requirement with a reason gives a warning", () => {
  const bad = [{ seen: "", problem: "master-0: bad" }];
  expect(judge(requirement("1.2.1"), bad)).toMatchObject({ warning: expect.stringContaining("master-0: bad") });
  expect(() => judge(requirement("1.2.2"), bad)).toThrow(Failed);
  expect(() => judge(requirement("1.2.29"), bad)).toThrow(Failed);
  expect(judge(requirement("1.2.2"), [{ seen: "no --x" }, { seen: "no --x" }])).toBe("no --x");
});
