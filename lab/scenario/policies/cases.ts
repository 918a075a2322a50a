import { namespaceLabel, namespaces, type Place, type Way } from "./pods";

/** A NetworkPolicy, without what all have. */
interface Policy {
  readonly namespace: string;
  readonly name: string;
  readonly spec: object;
}

/** Policies, and which ways they leave open. */
export interface Case {
  readonly name: string;
  /** @param addressOf the address of a pod now */
  readonly policies: (addressOf: (place: Place) => string) => readonly Policy[];
  /** Whether a pod reaches another one, not itself. */
  readonly allows: (from: Place, to: Place, way: Way) => boolean;
}

const [x, y, z] = namespaces;
const everyPod = {};
const pod = (name: string) => ({ matchLabels: { pod: name } });
const inNamespace = (...list: string[]) => ({
  matchExpressions: [{ key: "ns", operator: "In", values: list.map(namespaceLabel) }],
});
const policy = (namespace: string, name: string, spec: object): Policy => ({ namespace, name, spec });
const ingress = (namespace: string, podSelector: object, ...rules: object[]) =>
  policy(namespace, "ingress", { podSelector, policyTypes: ["Ingress"], ingress: rules });
const egress = (namespace: string, podSelector: object, ...rules: object[]) =>
  policy(namespace, "egress", { podSelector, policyTypes: ["Egress"], egress: rules });
const port = (way: number | string, protocol = "TCP") => ({ port: way, protocol });
const is = (place: Place, namespace: string, name?: string) =>
  place.namespace === namespace && (name === undefined || place.pod === name);

const none: readonly Case[] = [
  { name: "no policy", policies: () => [], allows: () => true },
  { name: "default deny ingress", policies: () => [ingress(x, everyPod)], allows: (_, to) => !is(to, x) },
  { name: "default deny egress", policies: () => [egress(x, everyPod)], allows: (from) => !is(from, x) },
  {
    name: "deny both ways, of one pod",
    policies: () => [policy(x, "both", { podSelector: pod("a"), policyTypes: ["Ingress", "Egress"] })],
    allows: (from, to) => !is(from, x, "a") && !is(to, x, "a"),
  },
  {
    name: "an empty rule allows all, beside a policy that denies",
    policies: () => [ingress(x, everyPod), policy(x, "all", { podSelector: everyPod, ingress: [{}] })],
    allows: () => true,
  },
];

const selectors: readonly Case[] = [
  {
    name: "ingress from pods by label, of the same namespace",
    policies: () => [ingress(x, pod("a"), { from: [{ podSelector: pod("b") }] })],
    allows: (from, to) => !is(to, x, "a") || is(from, x, "b"),
  },
  {
    name: "ingress from namespaces by label",
    policies: () => [ingress(x, pod("a"), { from: [{ namespaceSelector: inNamespace(y) }] })],
    allows: (from, to) => !is(to, x, "a") || is(from, y),
  },
  {
    name: "ingress from pods of namespaces, both by label",
    policies: () => [ingress(x, everyPod, { from: [{ namespaceSelector: inNamespace(y, z), podSelector: pod("b") }] })],
    allows: (from, to) => !is(to, x) || (from.pod === "b" && !is(from, x)),
  },
  {
    name: "ingress from pods or namespaces: two peers of one rule",
    policies: () => [
      ingress(x, pod("a"), { from: [{ namespaceSelector: inNamespace(y) }, { podSelector: pod("c") }] }),
    ],
    allows: (from, to) => !is(to, x, "a") || is(from, y) || is(from, x, "c"),
  },
  {
    name: "egress to pods by label, of the same namespace",
    policies: () => [egress(x, pod("a"), { to: [{ podSelector: pod("b") }] })],
    allows: (from, to) => !is(from, x, "a") || is(to, x, "b"),
  },
  {
    name: "egress to pods of namespaces, both by label",
    policies: () => [egress(x, everyPod, { to: [{ namespaceSelector: inNamespace(y), podSelector: pod("c") }] })],
    allows: (from, to) => !is(from, x) || is(to, y, "c"),
  },
];

const ports: readonly Case[] = [
  {
    name: "ingress to a port",
    policies: () => [ingress(x, pod("a"), { ports: [port(8081)] })],
    allows: (_, to, way) => !is(to, x, "a") || (way.protocol === "tcp" && way.port === 8081),
  },
  {
    name: "ingress to a named port, from a namespace",
    policies: () => [
      ingress(x, pod("a"), { from: [{ namespaceSelector: inNamespace(y) }], ports: [port("serve-80")] }),
    ],
    allows: (from, to, way) => !is(to, x, "a") || (is(from, y) && way.name === "serve-80"),
  },
  {
    name: "ingress to a port of UDP",
    policies: () => [ingress(x, pod("a"), { ports: [port(8080, "UDP")] })],
    allows: (_, to, way) => !is(to, x, "a") || way.protocol === "udp",
  },
  {
    name: "ingress to a range of ports",
    policies: () => [ingress(x, pod("a"), { ports: [{ port: 8081, endPort: 8090, protocol: "TCP" }] })],
    allows: (_, to, way) => !is(to, x, "a") || (way.protocol === "tcp" && way.port === 8081),
  },
  {
    name: "egress to a named port of a namespace",
    policies: () => [egress(x, pod("a"), { to: [{ namespaceSelector: inNamespace(y) }], ports: [port("serve-81")] })],
    allows: (from, to, way) => !is(from, x, "a") || (is(to, y) && way.name === "serve-81"),
  },
];

const others: readonly Case[] = [
  {
    name: "egress to a range but for one address",
    policies: (addressOf) => [
      egress(x, pod("a"), {
        to: [{ ipBlock: { cidr: "172.20.0.0/16", except: [`${addressOf({ namespace: y, pod: "b" })}/32`] } }],
      }),
    ],
    allows: (from, to) => !is(from, x, "a") || !is(to, y, "b"),
  },
  {
    name: "ingress from the address of one pod",
    policies: (addressOf) => [
      ingress(x, pod("a"), { from: [{ ipBlock: { cidr: `${addressOf({ namespace: z, pod: "c" })}/32` } }] }),
    ],
    allows: (from, to) => !is(to, x, "a") || is(from, z, "c"),
  },
  {
    name: "both directions: egress of one namespace and ingress of another",
    policies: () => [
      egress(x, everyPod, { to: [{ namespaceSelector: inNamespace(y) }] }),
      ingress(y, everyPod, { from: [{ namespaceSelector: inNamespace(x) }], ports: [port(8080)] }),
    ],
    allows: (from, to, way) => {
      const leaves = !is(from, x) || is(to, y);
      const enters = !is(to, y) || (is(from, x) && way.name === "serve-80");
      return leaves && enters;
    },
  },
];

/** Kubernetes' own cases, as far as they differ in what an enforcer has to write. */
export const cases: readonly Case[] = [...none, ...selectors, ...ports, ...others];

const shortNames = [
  "default deny ingress",
  "ingress from pods of namespaces, both by label",
  "egress to a named port of a namespace",
  "both directions: egress of one namespace and ingress of another",
];

/** A few cases that together need both directions, selectors of pods and namespaces, and named ports. */
export const shortCases: readonly Case[] = cases.filter(({ name }) => shortNames.includes(name));

/** The case that is looked at while things happen: it denies and lets through, in both directions. */
export const lastingCase = cases.at(-1)!;

/** The policies of a case as objects. */
export function policyManifests({ policies }: Case, addressOf: (place: Place) => string) {
  const items = policies(addressOf).map(({ namespace, name, spec }) => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace },
    spec,
  }));
  return { apiVersion: "v1", kind: "List", items };
}
