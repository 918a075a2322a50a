import { expressionsOf, referencesOf, textsOf } from "./references";
import { addressesOf, type Stack } from "./synthesized";

/** How many resources a stack makes; one for a `for_each` over what only Terraform is told. */
export function resourceCount({ resource }: Stack): number {
  return Object.values(resource)
    .flatMap((ofType) => Object.values(ofType))
    .reduce((count, { for_each: each }) => count + (typeof each === "object" ? Object.keys(each).length : 1), 0);
}

/** What the expressions of a stack refer to. */
export function referencesIn(stack: Stack): ReadonlySet<string> {
  return new Set(textsOf(stack).flatMap(expressionsOf).flatMap(referencesOf));
}

/** What a stack refers to and does not define. */
export function undefinedReferences(stack: Stack): string[] {
  const defined = new Set([
    ...addressesOf(stack),
    ...Object.keys(stack.locals).map((name) => `local.${name}`),
    ...Object.keys(stack.variable ?? {}).map((name) => `var.${name}`),
  ]);
  return [...referencesIn(stack)].filter((reference) => !/^(each|self)\./.test(reference) && !defined.has(reference));
}

/** The stack without its steps, which would reach for machines by SSH, and without the records that follow them. */
export function withoutSteps(stack: Stack): Stack {
  const { null_resource: _steps, terraform_data: data, ...resource } = stack.resource;
  return { ...stack, resource: { ...resource, terraform_data: { founders: data!.founders! } } };
}

/** The stack with steps that do nothing: a state as after an apply, where no machine answers. */
export function withoutProvisioners(stack: Stack): Stack {
  const idle = ({ provisioner: _, connection: __, ...rest }: Stack["locals"]) => rest;
  const resource = Object.entries(stack.resource).map(([type, named]) => [
    type,
    Object.fromEntries(Object.entries(named).map(([name, block]) => [name, idle(block)])),
  ]);
  return { ...stack, resource: Object.fromEntries(resource) as Stack["resource"] };
}

/** The stack with every bundle as an output, so that a test reads what Terraform would upload. */
export function withBundleOutputs<Part extends Partial<Stack>>(stack: Part): Part {
  const bundles = Object.keys(stack.locals ?? {}).map((name) => [
    name,
    { value: `\${local.${name}}`, sensitive: true },
  ]);
  return { ...stack, output: { ...stack.output, ...Object.fromEntries(bundles) } };
}

/** What stands for the load balancer's name in a stack without one. */
export const standInName = "cluster-0123456789abcdef.elb.us-east-2.amazonaws.com";

/** The stack's keys, certificates and bundles alone: needs no AWS, and is applied in seconds. */
export function pkiOnly(stack: Stack): Partial<Stack> {
  const { tls_private_key, tls_cert_request, tls_self_signed_cert, tls_locally_signed_cert } = stack.resource;
  const { required_version, required_providers } = stack.terraform;
  const { instance_types: _, ...locals } = stack.locals;
  const kept = {
    terraform: { required_version, required_providers: { tls: required_providers.tls } },
    provider: { tls: stack.provider.tls },
    resource: { tls_private_key, tls_cert_request, tls_self_signed_cert, tls_locally_signed_cert },
    locals,
  };
  return standIn(kept);
}

/** A part with words for what only AWS knows: a name for the load balancer, its address in the JSON for a volume or an instance. */
function standIn(part: object): Partial<Stack> {
  const text = JSON.stringify(part).replaceAll("${aws_lb.api.dns_name}", standInName);
  const masters = new Set(text.match(/aws_instance\.master-\d+\.id/g));
  const founded = text.replaceAll(/\$\{join\(\\",\\", terraform_data\.founders\.output\)\}/g, [...masters].join());
  return JSON.parse(founded.replaceAll(/\$\{((aws_ebs_volume|aws_instance)\.[\w-]+\.id)\}/g, "$1")) as Partial<Stack>;
}

/** The stack's keys and certificates as above, with its updates of nodes in their order: each runs a command, on no node. */
export function pkiWithUpdates(stack: Stack, command: string): Partial<Stack> {
  const isUpdate = (name: string) => name.endsWith("_update");
  const updates = Object.entries(stack.resource.null_resource!).filter(([name]) => isUpdate(name));
  const steps = updates.map(([name, { triggers, depends_on }]) => {
    const { instance: _, leave: __, ...digests } = triggers as Record<string, string>;
    const before = (depends_on as string[]).filter(isUpdate);
    return [name, { triggers: digests, depends_on: before, provisioner: [{ "local-exec": { command } }] }];
  });
  const { terraform, provider, resource, ...pki } = pkiOnly(stack);
  const { null: nullProvider } = stack.terraform.required_providers as Record<string, unknown>;
  return standIn({
    ...pki,
    terraform: { ...terraform, required_providers: { ...terraform!.required_providers, null: nullProvider } },
    provider: { ...provider, null: stack.provider.null },
    resource: {
      ...resource,
      null_resource: Object.fromEntries(steps),
      terraform_data: { trusted: stack.resource.terraform_data!.trusted! },
    },
  });
}

/** The stack's network and machines, without the load balancer, for which Terraform waits a minute. */
export function machinesOnly({ terraform, provider, variable, data, resource }: Stack): Partial<Stack> {
  const kept = Object.entries(resource).filter(([type]) => /^aws_(?!lb)/.test(type));
  const ssh = Object.entries(resource.tls_private_key!).filter(([name]) => name === "ssh");
  return {
    ...{ terraform, provider, variable, data },
    resource: { ...Object.fromEntries(kept), tls_private_key: Object.fromEntries(ssh) },
  };
}

/** The stack's variables alone: what Terraform says about a value needs no provider. */
export function variablesOnly({ variable }: Stack): Partial<Stack> {
  return { variable };
}
