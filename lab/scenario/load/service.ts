import { checkImage } from "../../../verify/check-image";
import type { Kubectl } from "../../../verify/kubectl";
import type { Service } from "../../../verify/objects";
import type { Subject } from "../../../verify/subject";
import { loadNamespaceManifest, serviceManifests } from "./manifests";
import { loadNamespace, serviceName } from "./spec";
import { patient } from "../../../verify/patience";

/** Options of kubectl, for the namespace of the load. */
export const inLoadNamespace = ["--namespace", loadNamespace] as const;

/** Whether the load's service has a load balancer. */
export const hasBalancer = ({ plan }: Subject): boolean => plan.config.aws.loadBalancers;

/** Creates the load's service, replacing one from an earlier run, and waits until its pods are there. */
export async function layService(subject: Subject): Promise<Service> {
  const { kubectl } = subject;
  const type = hasBalancer(subject) ? "LoadBalancer" : "NodePort";
  await kubectl.run(["delete", "namespace", loadNamespace, "--ignore-not-found", `--timeout=${patient(300)}s`], {
    seconds: 305,
  });
  await kubectl.run(["create", "--filename", "-"], { input: JSON.stringify(loadNamespaceManifest) });
  const account = ["wait", "--for=create", "serviceaccount/default", `--timeout=${patient(60)}s`, ...inLoadNamespace];
  await kubectl.run(account, { seconds: 65 });
  await kubectl.run(["create", "--filename", "-"], { input: JSON.stringify(serviceManifests(checkImage, type)) });
  await serviceRolledOut(kubectl, 90);
  return kubectl.get<Service>("service", serviceName, ...inLoadNamespace);
}

/**
 * Waits until the service's Deployment reports that its pods are there.
 * @param seconds at most.
 */
export async function serviceRolledOut(kubectl: Kubectl, seconds: number): Promise<void> {
  const status = [
    "rollout",
    "status",
    `deployment/${serviceName}`,
    `--timeout=${patient(seconds)}s`,
    ...inLoadNamespace,
  ];
  await kubectl.run(status, { seconds: seconds + 5 });
}
