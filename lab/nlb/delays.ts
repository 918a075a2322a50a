/** How much later than its health checks a load balancer acts, in seconds. */
export interface BalancerDelays {
  /** From the registration of a target to its first health check that counts. */
  readonly registration: number;
  /** From a target's last healthy check to the first new connection that it gets. */
  readonly healthy: number;
  /** From a target's last unhealthy check to the moment when new connections stop, and established ones are reset. */
  readonly unhealthy: number;
  /** From the deregistration of a target to the moment when new connections stop. */
  readonly deregistration: number;
}

/** The same order of events as on AWS, in the time that a test can spare. */
export const fastDelays: BalancerDelays = { registration: 1, healthy: 1, unhealthy: 2, deregistration: 2 };

/**
 * As others measured it on AWS. Where they differ, the longer time is taken, as the lab is to be the harder of the two.
 *
 * - registration: 180 s to 300 s, says AWS' support in
 *   https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/1834. The shorter one: it is spent only once.
 * - healthy: no measurement is public; as long as the shortest one of the other direction.
 * - unhealthy: 30 s to 40 s after a target is shown as unhealthy
 *   (https://github.com/aws/containers-roadmap/issues/470); OpenShift lets an API server on AWS serve for 129 s after
 *   `/readyz` fails, checks of 3 times 10 s included
 *   (https://github.com/openshift/cluster-kube-apiserver-operator/blob/master/bindata/bootkube/config/config-overrides.yaml).
 *   With those checks, 80 s are 110 s in total.
 * - deregistration: 120 s, also with a deregistration delay of 0 (the same issue 470).
 */
export const awsDelays: BalancerDelays = { registration: 180, healthy: 30, unhealthy: 80, deregistration: 120 };
