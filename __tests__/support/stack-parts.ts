import type { Stack } from "./synthesized";

/** How many resources a stack declares. */
export function resourceCount({ resource }: Stack): number {
  return Object.values(resource).reduce((count, ofType) => count + Object.keys(ofType).length, 0);
}

/** The stack without its steps, which would reach for machines by SSH. */
export function withoutSteps(stack: Stack): Stack {
  const { null_resource: _, ...resource } = stack.resource;
  return { ...stack, resource };
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
export const standInName = "api.example.test";

/** The stack's keys, certificates and bundles alone: needs no AWS, and is applied in seconds. */
export function pkiOnly(stack: Stack): Partial<Stack> {
  const { tls_private_key, tls_cert_request, tls_self_signed_cert, tls_locally_signed_cert } = stack.resource;
  const { required_version, required_providers } = stack.terraform;
  const kept = {
    terraform: { required_version, required_providers: { tls: required_providers.tls } },
    provider: { tls: stack.provider.tls },
    resource: { tls_private_key, tls_cert_request, tls_self_signed_cert, tls_locally_signed_cert },
    locals: stack.locals,
  };
  return JSON.parse(JSON.stringify(kept).replaceAll("${aws_lb.api.dns_name}", standInName)) as Partial<Stack>;
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
