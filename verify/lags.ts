/**
 * How late the parts of a cluster may learn of a change, in seconds. A check that follows a change waits as long as the
 * sources say, but no longer. The sources are Kubernetes', of 1.37.
 */

/**
 * Data that comes from a watch. After this time, the API server itself stops waiting for its watch cache
 * (`blockTimeout` in k8s.io/apiserver/pkg/storage/cacher/watch_cache.go).
 */
export const watchLag = 3;

/**
 * How long the API server caches an accepted token (`TokenSuccessCacheTTL` in
 * pkg/kubeapiserver/options/authentication.go).
 */
export const acceptedToken = 10;

/**
 * kube-proxy's rules on a node after a change of endpoints. kube-proxy writes the rules at most once a second
 * (`minSyncPeriod`), and again after a failure. Kubernetes' own tests allow this long (`KubeProxyEndpointLagTimeout` in
 * test/e2e/framework).
 */
export const proxyLag = 30;

/**
 * From the registration of a target until the load balancer finds it healthy. AWS' support says three to five minutes
 * (https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/1834). Then come two checks that begin 5 s
 * apart and take at most 4 s (`constructs/load-balancer.ts`), and a third that was already running.
 */
export const targetLag = 320;

/**
 * From a Service until its load balancer serves, or until it is gone. AWS provisions a load balancer in one to three
 * minutes (https://github.com/kubernetes/kubernetes/issues/44695), and frees the security group of a deleted one minutes
 * later.
 */
export const balancerLag = targetLag + 300;

/** Every answer of the cluster DNS, including negative ones: `cache` in `components/coredns.ts`. */
export const dnsCache = 30;

/**
 * A pod or node that is new, to metrics-server: it looks every 15 s and needs two looks (`metric-resolution` in
 * `components/metrics-server.ts`), and the kubelet itself looks at its containers every 10 to 15 s.
 */
export const metricsLag = 60;

/**
 * The autoscaler, after a pod was made: `metricsLag`, and its own look every 15 s (`--horizontal-pod-autoscaler-sync-period`
 * of kube-controller-manager).
 */
export const scaleLag = metricsLag + 30;

/** A policy, until every node's packet filter has it: Kubernetes' own tests try for 20 s (test/e2e/network/netpol). */
export const policyLag = 20;
