/** How much later than it could a load balancer acts, in seconds. */
export interface BalancerDelays {
  /** The longest time between two health checks of a target, whatever its target group says. Left out, it is obeyed. */
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

/** The same order of events as on AWS, in the time that a test can spare. */
export const fastDelays: BalancerDelays = {
  longestInterval: 1,
  registration: 1,
  healthy: 1,
  unhealthy: 1,
  deregistration: 2,
};

/**
 * What a cluster waits for such a load balancer (`loadBalancer` of the cluster file). It has stopped to send to a
 * master 5 s after the master's API server says that it is not ready, and sends again 5 s after the server is ready; the
 * rest is for a machine that is busy.
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
