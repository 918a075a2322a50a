import { X509Certificate } from "node:crypto";
import { paths, ports } from "../../lib/contract/paths";
import type { Area } from "../check";
import { expectNone, type Seen } from "../outcome";
import { execute } from "../site/execute";
import type { Machine } from "../site/outputs";
import type { Subject } from "../subject";

/** With fewer days left, a check warns. */
const fewDays = 30;

/** A TLS server, and what its certificate must contain. */
export interface Endpoint {
  readonly name: string;
  /** `address:port`. */
  readonly socket: string;
  /** PEM of the CA that must have signed. */
  readonly authority: string;
  readonly hosts: readonly string[];
  readonly addresses: readonly string[];
}

/** Problems of a certificate itself: its signer and its validity. */
export function certificateProblems(name: string, pem: string, authorities: readonly string[], now: Date): string[] {
  const certificate = new X509Certificate(pem);
  const signed = authorities
    .map((it) => new X509Certificate(it))
    .some((it) => certificate.checkIssued(it) && certificate.verify(it.publicKey));
  return [
    ...(signed ? [] : [`${name}: signed by ${oneLine(certificate.issuer)}, not by its authority`]),
    ...(new Date(certificate.validFrom) <= now ? [] : [`${name}: not valid before ${certificate.validFrom}`]),
    ...(daysLeft(pem, now) > 0 ? [] : [`${name}: ended on ${certificate.validTo}`]),
  ];
}

/** Problems of the certificate that an endpoint presented. */
export function endpointProblems(endpoint: Endpoint, pem: string, now: Date): string[] {
  const { name, authority, hosts, addresses } = endpoint;
  const certificate = new X509Certificate(pem);
  return [
    ...certificateProblems(name, pem, [authority], now),
    ...hosts
      .filter((host) => !certificate.checkHost(host, { subject: "never" }))
      .map((host) => `${name}: not valid for ${host}`),
    ...addresses
      .filter((address) => !certificate.checkIP(address))
      .map((address) => `${name}: not valid for ${address}`),
  ];
}

/** Whole days until a certificate expires. */
export function daysLeft(pem: string, now: Date): number {
  return Math.floor((new Date(new X509Certificate(pem).validTo).getTime() - now.getTime()) / 86_400_000);
}

/** Every certificate in a text, in order. */
export function certificatesIn(text: string): string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}

/** Reports that all is well, or warns that a certificate expires soon. */
export function sayDays(what: string, named: readonly (readonly [string, string])[], now: Date): Seen {
  const [first] = named.map(([name, pem]) => ({ name, days: daysLeft(pem, now) })).sort((a, b) => a.days - b.days);
  const text = `${what}; the first to expire is ${first!.name}, in ${first!.days} days`;
  return first!.days < fewDays ? { warning: text } : text;
}

const oneLine = (subject: string) => subject.replaceAll("\n", ", ");

/**
 * Prints the certificate of each socket, or an empty line. A server that requires a client certificate presents its own
 * first.
 */
const showScript = (sockets: readonly string[]) =>
  sockets
    .map(
      (socket) =>
        `echo "socket ${socket}"; { openssl s_client -connect ${socket} </dev/null 2>/dev/null || true; } | sed -n '/BEGIN CERT/,/END CERT/p'`,
    )
    .join("\n");

async function authoritiesOf(subject: Subject, master: Machine): Promise<Record<"kubernetes" | "etcd", string>> {
  const { pki } = paths;
  const [kubernetes = "", etcd = ""] = certificatesIn(
    await subject.on(master, `cat ${pki}/ca.crt; echo; cat ${pki}/etcd/ca.crt`),
  );
  return { kubernetes, etcd };
}

async function nodeEndpoints(subject: Subject): Promise<Endpoint[]> {
  const { masters, workers } = subject;
  const { kubernetes, etcd } = await authoritiesOf(subject, masters[0]!);
  const endpoint = (machine: Machine, what: string, port: number, authority: string, more: string[] = []) => ({
    name: `${what} of ${machine.name}`,
    socket: `${machine.privateAddress}:${port}`,
    authority,
    hosts: [machine.node, ...more],
    addresses: [machine.privateAddress],
  });
  return [
    ...masters.flatMap((master) => [
      endpoint(master, "API server", ports.apiServer, kubernetes, [
        "kubernetes",
        "kubernetes.default",
        "kubernetes.default.svc",
        "localhost",
      ]),
      endpoint(master, "etcd", ports.etcdClient, etcd, ["localhost"]),
      endpoint(master, "etcd peer", ports.etcdPeer, etcd),
    ]),
    ...workers.map((worker) => endpoint(worker, "kubelet", ports.kubelet, kubernetes)),
  ];
}

/** Runs on a master: workers and people cannot reach etcd or kubelets. */
async function served(subject: Subject): Promise<Seen> {
  const [master] = subject.masters;
  const endpoints = await nodeEndpoints(subject);
  const text = await subject.on(master!, showScript(endpoints.map((it) => it.socket)), { seconds: 60 });
  const shown = text
    .split(/^socket .*$/m)
    .slice(1)
    .map((part) => certificatesIn(part)[0]);
  const now = new Date();
  expectNone(
    endpoints.flatMap((it, index) =>
      shown[index] ? endpointProblems(it, shown[index], now) : [`${it.name}: ${it.socket} shows no certificate`],
    ),
  );
  const named = endpoints.map((it, index) => [it.name, shown[index]!] as const);
  return sayDays(
    `${endpoints.length} servers of API, etcd, etcd peers and kubelets: signatures and names are correct`,
    named,
    now,
  );
}

async function loadBalancer(subject: Subject): Promise<Seen> {
  const { server, authority } = await subject.api();
  const { hostname, host } = new URL(server);
  const output = await execute(subject.site.asOperator(["openssl", "s_client", "-connect", host]));
  const [shown] = certificatesIn(output.stdout);
  if (!shown) expectNone([`${host} shows no certificate: ${output.stderr.trim()}`]);
  const service = subject.site.plan?.kubernetesServiceAddress;
  const endpoint = { name: host, socket: host, authority, hosts: [hostname], addresses: service ? [service] : [] };
  const now = new Date();
  expectNone(endpointProblems(endpoint, shown!, now));
  return sayDays(`${host}: signed by the kubeconfig's authority`, [[host, shown!]], now);
}

const filesScript = `folders=(${paths.pki})
[[ ! -d ${paths.kubeletPki} ]] || folders+=(${paths.kubeletPki})
find "\${folders[@]}" -ignore_readdir_race -name '*.crt' -o -name '*-current.pem' | sort | while read -r file; do
  echo "file $file"; openssl x509 -in "$file" || true
done`;

/** The files printed by `filesScript`, each with its certificate as PEM; empty if it could not be read. */
export function fileCertificates(text: string): (readonly [file: string, pem: string])[] {
  return text
    .split(/^file /m)
    .slice(1)
    .map((part) => {
      const [file, ...rest] = part.split("\n");
      return [file!, /-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/.exec(rest.join("\n"))?.[0] ?? ""];
    });
}

/** Client certificates expire too, and then the cluster fails in the same way. */
async function held(subject: Subject): Promise<Seen> {
  const machines = [...subject.masters, ...subject.workers];
  const texts = await Promise.all(machines.map((machine) => subject.on(machine, filesScript)));
  const files = texts.flatMap((text, index) =>
    fileCertificates(text).map(([file, pem]) => [`${machines[index]!.name}:${file}`, pem] as const),
  );
  expectNone(files.filter(([, pem]) => !pem).map(([name]) => `${name} contains no readable certificate`));
  expectNone(
    machines
      .filter((_, index) => fileCertificates(texts[index]!).length === 0)
      .map(({ name }) => `${name} has no certificate at the path that its programs read`),
  );
  const authorities = [...new Set(files.map(([, pem]) => pem))].filter((pem) => new X509Certificate(pem).ca);
  const now = new Date();
  expectNone(files.flatMap(([name, pem]) => certificateProblems(name, pem, authorities, now)));
  return sayDays(
    `${files.length} files on ${machines.length} machines, signed by ${authorities.length} authorities`,
    files,
    now,
  );
}

/** Certificates: their signers, names and validity. */
export const certificates: Area = {
  name: "certificates",
  checks: [
    { name: "of the load balancer's name", run: loadBalancer },
    { name: "of every server", run: served },
    { name: "that machines hold", run: held },
  ],
};
