import type { NetworkIds } from "../../lib/cluster";
import type { Manifest } from "../component";

const apiVersion = "admissionregistration.k8s.io/v1";
const prefix = "service.beta.kubernetes.io/aws-load-balancer";
/** Annotations of the cloud controller manager, which the policies set. */
export const balancerAnnotations = {
  type: `${prefix}-type`,
  internal: `${prefix}-internal`,
  subnets: `${prefix}-subnets`,
  targets: `${prefix}-target-group-attributes`,
} as const;

/** The names of the two policies, which are also the names of their bindings. */
const names = { defaults: "groundup-load-balancers", warnings: "groundup-load-balancers-warn" } as const;

const preserve = "preserve_client_ip.enabled";

/** A CEL expression: whether the Service has an annotation. */
const has = (key: string) => `(has(object.metadata.annotations) && "${key}" in object.metadata.annotations)`;
/** A CEL expression: the value of an annotation that the Service has. */
const valueOf = (key: string) => `object.metadata.annotations["${key}"]`;

const internal = `(${has(balancerAnnotations.internal)} && !(${valueOf(balancerAnnotations.internal)} in ["", "false"]))`;
const udp = 'object.spec.ports.exists(p, has(p.protocol) && p.protocol == "UDP")';

/** The Services that the cloud controller manager serves: no other controller's, and none that is being deleted. */
const matchConditions = [
  { name: "load-balancer", expression: 'has(object.spec.type) && object.spec.type == "LoadBalancer"' },
  { name: "no-other-class", expression: "!has(object.spec.loadBalancerClass)" },
  {
    name: "no-other-controller",
    expression: `!${has(balancerAnnotations.type)} || ${valueOf(balancerAnnotations.type)} == "nlb"`,
  },
  { name: "not-leaving", expression: "!has(object.metadata.deletionTimestamp)" },
];

const matchConstraints = {
  resourceRules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE", "UPDATE"], resources: ["services"] }],
};

/** Sets an annotation to the value of a CEL expression if a condition holds. */
const annotate = (key: string, value: string, condition: string) => ({
  patchType: "ApplyConfiguration",
  applyConfiguration: {
    expression: `${condition} ? Object{metadata: Object.metadata{annotations: {"${key}": ${value}}}} : Object{}`,
  },
});

/**
 * Admission policies for Services of type LoadBalancer. The first makes a network load balancer of each, in the
 * cluster's subnets, whose targets see the load balancer's address: the workers' security group allows only addresses of
 * the VPC. The second warns about what cannot work with that.
 * @see https://github.com/kubernetes/cloud-provider-aws/blob/master/docs/service_controller.md
 */
export function loadBalancerPolicies({ subnets, loadBalancerSubnets }: NetworkIds): Manifest[] {
  const chosen = `${internal} ? "${subnets.join(",")}" : "${loadBalancerSubnets.join(",")}"`;
  const off = `${preserve}=false`;
  const mutations = [
    annotate(balancerAnnotations.type, '"nlb"', `!${has(balancerAnnotations.type)}`),
    annotate(balancerAnnotations.subnets, `(${chosen})`, `!${has(balancerAnnotations.subnets)}`),
    annotate(balancerAnnotations.targets, `"${off}"`, `!${udp} && !${has(balancerAnnotations.targets)}`),
    annotate(
      balancerAnnotations.targets,
      `${valueOf(balancerAnnotations.targets)} + ",${off}"`,
      `!${udp} && ${has(balancerAnnotations.targets)} && !${valueOf(balancerAnnotations.targets)}.contains("${preserve}")`,
    ),
  ];
  return [
    {
      apiVersion,
      kind: "MutatingAdmissionPolicy",
      metadata: { name: names.defaults },
      spec: { matchConstraints, matchConditions, failurePolicy: "Fail", reinvocationPolicy: "IfNeeded", mutations },
    },
    {
      apiVersion,
      kind: "MutatingAdmissionPolicyBinding",
      metadata: { name: names.defaults },
      spec: { policyName: names.defaults },
    },
    ...warnings(),
  ];
}

function warnings(): Manifest[] {
  const blocked = "the workers' security group allows NodePorts only from the VPC";
  const validations = [
    { expression: `!${udp}`, message: `a UDP port gets no traffic from the internet: ${blocked}` },
    {
      expression: `!${has(balancerAnnotations.targets)} || !${valueOf(balancerAnnotations.targets)}.contains("${preserve}=true")`,
      message: `with ${preserve}=true only clients in the VPC reach the Service: ${blocked}`,
    },
  ];
  return [
    {
      apiVersion,
      kind: "ValidatingAdmissionPolicy",
      metadata: { name: names.warnings },
      spec: { matchConstraints, matchConditions, failurePolicy: "Ignore", validations },
    },
    {
      apiVersion,
      kind: "ValidatingAdmissionPolicyBinding",
      metadata: { name: names.warnings },
      spec: { policyName: names.warnings, validationActions: ["Warn"] },
    },
  ];
}
