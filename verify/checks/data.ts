import { randomBytes } from "node:crypto";
import { local, paths, ports } from "../../lib/contract/paths";
import { keyIdentity } from "../../lib/encryption";
import type { Area } from "../check";
import { expect, expectNone, Failed, Skipped } from "../outcome";
import { namespace } from "../kubectl";
import { expectSilence } from "../machines";
import { expectRefused } from "../refusal";
import type { Subject } from "../subject";
import { until } from "../wait";
import { type Claims, parseToken } from "./service-accounts";

/** The fields of an audit event that checks use. */
export interface AuditEvent {
  readonly level: "Metadata" | "Request" | "RequestResponse";
  readonly stage: string;
  readonly verb: string;
  readonly requestURI: string;
  readonly objectRef?: { readonly resource: string; readonly name?: string; readonly subresource?: string };
  readonly requestObject?: unknown;
  readonly responseObject?: unknown;
}

const auditLogs = "/var/log/kube-apiserver/audit*.log";

/** The audit events of all masters that contain a word. A request is logged by the master that answered it. */
async function eventsWith(subject: Subject, word: string): Promise<AuditEvent[]> {
  const lines = await Promise.all(
    subject.masters.map((master) => subject.on(master, `grep -hF -- '${word}' ${auditLogs} || [ $? -eq 1 ]`)),
  );
  return lines.flatMap((text) => text.split("\n").filter(Boolean)).map((line) => JSON.parse(line) as AuditEvent);
}

/** Repeats until there are such events: the log is written after the answer. */
function awaitEvents(subject: Subject, word: string, wanted: (event: AuditEvent) => boolean): Promise<AuditEvent[]> {
  return until(`${word} in the audit log`, 20, async () => {
    const events = (await eventsWith(subject, word)).filter(wanted);
    if (events.length === 0) throw new Failed("no event of it");
    return events;
  });
}

/** What an event reveals about a secret, other than that somebody accessed it. */
export function bodyProblems(events: readonly AuditEvent[]): string[] {
  return events
    .filter((event) => event.level !== "Metadata" || event.requestObject || event.responseObject)
    .map((event) => `${event.verb} ${event.requestURI} is recorded with its body (${event.level})`);
}

async function withoutBodies(subject: Subject): Promise<string> {
  const { stage, kubectl } = subject;
  await stage.exists();
  const [name, value] = [`audited-${randomBytes(4).toString("hex")}`, randomBytes(16).toString("hex")];
  const secret = { apiVersion: "v1", kind: "Secret", metadata: { name, namespace }, stringData: { value } };
  await kubectl.run(["create", "--filename", "-"], { input: JSON.stringify(secret) });
  await kubectl.run(["delete", "secret", name, "--namespace", namespace]);
  const events = await awaitEvents(subject, name, (event) => event.objectRef?.resource === "secrets");
  expectNone(bodyProblems(events));
  for (const form of [value, Buffer.from(value).toString("base64")]) {
    expect((await eventsWith(subject, form)).length === 0, "the secret's value is in the audit log");
  }
  return `${events.map(({ verb }) => verb).join(", ")} of a secret: who and when, not what`;
}

async function intoPods(subject: Subject): Promise<string> {
  const [pod] = await subject.stage.echo();
  const word = randomBytes(8).toString("hex");
  await subject.kubectl.exec(pod!, `echo ${word}`);
  const [event] = await awaitEvents(subject, word, ({ objectRef }) => objectRef?.subresource === "exec");
  return `exec into pod ${event!.objectRef!.name}, with its command (${event!.level})`;
}

async function privileged(subject: Subject): Promise<string> {
  const { metadata } = await subject.kubectl.get<{ metadata: { labels?: Record<string, string> } }>(
    "namespace",
    "default",
  );
  if (metadata.labels?.["pod-security.kubernetes.io/enforce"])
    throw new Skipped("namespace default has labels of its own");
  const containers = [{ name: "a", image: "registry.k8s.io/pause", securityContext: { privileged: true } }];
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "privileged", namespace: "default" },
    spec: { containers },
  };
  return expectRefused(subject, pod, /violates PodSecurity "baseline/);
}

function externalAddress(subject: Subject): Promise<string> {
  const spec = { externalIPs: ["203.0.113.80"], ports: [{ port: 80 }] };
  const service = { apiVersion: "v1", kind: "Service", metadata: { name: "external", namespace: "default" }, spec };
  return expectRefused(subject, service, /externalIPs have been denied|external IPs?|DenyServiceExternalIPs/i);
}

/** Signs that a token lives longer than its owner requested. */
export function extensionProblems(
  claims: Claims & { "kubernetes.io"?: { warnafter?: number } },
  seconds: number,
): string[] {
  const life = claims.exp - claims.iat;
  return [
    ...(life <= seconds ? [] : [`it lives for ${life} s where ${seconds} s were requested`]),
    ...(claims["kubernetes.io"]?.warnafter === undefined ? [] : ["it was extended beyond the kubelet's request"]),
  ];
}

async function notExtended(subject: Subject): Promise<string> {
  const [pod] = await subject.stage.echo();
  const ask = ["create", "token", "default", "--namespace", namespace, "--duration", "10m"];
  const asked = parseToken(await subject.kubectl.run(ask));
  const mounted = parseToken(
    await subject.kubectl.exec(pod!, "cat /var/run/secrets/kubernetes.io/serviceaccount/token"),
  );
  expectNone([...extensionProblems(asked, 600), ...extensionProblems(mounted, 3607)]);
  return `10 minutes asked for: ${asked.exp - asked.iat} s; a pod's own: ${mounted.exp - mounted.iat} s`;
}

const kubeletScript = `
flag=$(tr '\\0' '\\n' <"/proc/$(pidof kube-apiserver)/cmdline" | sed -n 's/^--kubelet-certificate-authority=//p')
[ "$flag" ] || { echo "the API server does not check kubelets' certificates"; exit 0; }
openssl x509 -in "$flag" -noout -subject | grep -E 'CN ?= ?kubernetes-ca$' >/dev/null || echo "$flag is not the cluster's CA"
`;

async function kubeletAuthority(subject: Subject): Promise<string> {
  await expectSilence(subject, subject.masters, kubeletScript);
  return "the API server trusts only kubelet certificates of the cluster's CA";
}

async function firstKey(subject: Subject): Promise<string> {
  const first = keyIdentity(subject.plan.config.encryption.keys[0]!);
  const script = `export WORK
WORK=$(mktemp -d -p ${paths.run})
trap 'rm -rf "$WORK"' EXIT
source ${paths.scripts}/etcdctl.sh
source ${paths.scripts}/encryption.sh
export ETCDCTL_ENDPOINTS=https://${local(ports.etcdClient)}
for kind in secrets configmaps; do stored $kind; done | cut -d' ' -f2 | sort | uniq -c`;
  const counts = (await subject.on(subject.masters[0]!, script))
    .trim()
    .split("\n")
    .map((line) => line.trim().split(" "));
  expectNone(
    counts.filter(([, key]) => key !== first).map(([count, key]) => `${count} begin with ${key}, not ${first}`),
  );
  return `${counts[0]![0]} Secrets and ConfigMaps, all with ${first}`;
}

/** What the cluster stores, for how long, and who may read it. */
export const data: Area = {
  name: "data",
  checks: [
    { name: "everything is encrypted with the first key", run: firstKey },
    { name: "the audit log contains no secrets", run: withoutBodies },
    { name: "the audit log records exec into pods", run: intoPods },
    { name: "a privileged pod is refused by default", run: privileged },
    { name: "a Service with external addresses is refused", run: externalAddress },
    { name: "tokens live as long as requested", run: notExtended },
    { name: "kubelets' certificates are checked", run: kubeletAuthority },
  ],
};
