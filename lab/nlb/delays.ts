/** How much later than possible a load balancer acts, in seconds. */
export interface BalancerDelays {
  /** Upper limit for the time between two health checks of a target. @default the target group's interval */
  readonly longestInterval?: number;
  /** From the registration of a target to its first health check that counts. */
  readonly registration: number;
  /** From the check that makes a target healthy to the first new connection that the target gets. */
  readonly healthy: number;
  /** From the check that makes a target unhealthy to the end of new connections, and the reset of established ones. */
  readonly unhealthy: number;
  /** From the deregistration of a target to the end of new connections. */
  readonly deregistration: number;
}

/** The same order of events as on AWS, fast enough for tests. */
export const fastDelays: BalancerDelays = {
  longestInterval: 1,
  registration: 1,
  healthy: 1,
  unhealthy: 1,
  deregistration: 2,
};

/**
 * How long a cluster waits for such a load balancer (`loadBalancer` of the cluster file). The load balancer stops
 * sending connections to a master 5 s after its API server says that it is not ready, and sends again 5 s after the
 * server is ready. The rest is a margin for a busy machine.
 */
export const fastWaits = { drainSeconds: 15, settleSeconds: 12 };

/**
 * As others measured it on AWS. Where they differ, the longer time is taken: the lab is to be the harder of the two.
 *
 * - registration: 180 s to 300 s, says AWS' support in
 *   https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/1834. Here it is the shorter one, as it is
 *   spent once in the life of a cluster.
 * - healthy: no public measurement was found. It is as long as the shortest one of the other direction.
 * - unhealthy: 30 s to 40 s pass after a target is shown as unhealthy
 *   (https://github.com/aws/containers-roadmap/issues/470). On AWS OpenShift lets an API server serve for 129 s after
 *   `/readyz` fails, of which 3 checks with 10 s between them take 30 s: about 100 s are left.
 * - deregistration: 120 s, also with a deregistration delay of 0 (the same issue 470).
 */
export const awsDelays: BalancerDelays = { registration: 180, healthy: 30, unhealthy: 100, deregistration: 120 };
