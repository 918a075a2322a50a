/**
 * How late the parts of a cluster may hear of a change, in seconds. A check that follows a change waits for what it
 * asks about, as long as these say and no longer. The sources are Kubernetes', of 1.37.
 */

/**
 * What is read from a watch: later than this, the API server itself does not read from its watch cache any more
 * (`blockTimeout` in k8s.io/apiserver/pkg/storage/cacher/watch_cache.go).
 */
export const watchLag = 3;

/**
 * A token that has been accepted is believed for so long without a look at it (`TokenSuccessCacheTTL` in
 * pkg/kubeapiserver/options/authentication.go).
 */
export const acceptedToken = 10;

/**
 * kube-proxy's rules on a node, after the endpoints: it writes them at most once a second (`minSyncPeriod`), and again
 * after what failed; Kubernetes' own tests give it this long (`KubeProxyEndpointLagTimeout` in test/e2e/framework).
 */
export const proxyLag = 30;

/**
 * A target that has just been registered, to be healthy to the load balancer: AWS' support says three to five minutes
 * (https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/1834). Then two checks that begin 5 s apart
 * and take 4 s at most (`constructs/load-balancer.ts`), and a third that was under way.
 */
export const targetLag = 320;

/** Every answer of the cluster DNS, also that there is none: `cache` in `components/coredns.ts`. */
export const dnsCache = 30;
