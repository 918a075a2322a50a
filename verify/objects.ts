/** Kubernetes' objects: the fields that checks use. */
export interface Meta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** What `kubectl get` returns for several objects. */
export interface List<T> {
  readonly items: readonly T[];
}

/** A condition of a node or pod. */
export interface Condition {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

/** A node. */
export interface Node {
  readonly metadata: Meta;
  readonly spec: { readonly unschedulable?: boolean; readonly providerID?: string };
  readonly status: {
    readonly conditions: readonly Condition[];
    readonly capacity?: { readonly pods: string };
    readonly addresses: readonly { readonly type: string; readonly address: string }[];
    readonly nodeInfo: {
      readonly kubeletVersion: string;
      readonly containerRuntimeVersion: string;
    };
  };
}

/** A pod. */
export interface Pod {
  readonly metadata: Meta;
  readonly spec: { readonly nodeName?: string; readonly hostNetwork?: boolean };
  readonly status: {
    readonly phase: string;
    readonly podIP?: string;
    readonly conditions?: readonly Condition[];
    readonly containerStatuses?: readonly {
      readonly restartCount: number;
      readonly state: { readonly waiting?: { readonly reason: string; readonly message?: string } };
    }[];
  };
}

/** A Service. */
export interface Service {
  readonly metadata: Meta;
  readonly spec: {
    readonly clusterIP: string;
    readonly ports: readonly { readonly port: number; readonly nodePort?: number; readonly protocol?: string }[];
  };
}

/** Addresses behind a Service. */
export interface EndpointSlice {
  readonly metadata: Meta;
  readonly endpoints:
    readonly { readonly addresses: readonly string[]; readonly conditions: { readonly ready?: boolean } }[] | null;
}

/** The holder of a leader election. */
export interface Lease {
  readonly metadata: Meta;
  readonly spec: {
    readonly holderIdentity?: string;
    readonly renewTime?: string;
    readonly leaseDurationSeconds?: number;
  };
}

/** Whether a condition holds. */
export function holds(conditions: readonly Condition[] | undefined, type: string): boolean {
  return conditions?.some((condition) => condition.type === type && condition.status === "True") ?? false;
}

/**
 * Whether a pod has ended for good. The kubelet ends the pods of a node that shuts down, and controllers replace them.
 */
export function ended({ status: { phase } }: Pod): boolean {
  return phase === "Succeeded" || phase === "Failed";
}

/** Whether a pod serves and is not being deleted. */
export function serves({ metadata, status }: Pod): boolean {
  return !metadata.deletionTimestamp && holds(status.conditions, "Ready");
}
