import type { Artifact } from "../lib/artifacts";
import type { ClusterNode } from "../lib/address-plan";
import type { ApplyTimeValues, Cluster, Software } from "../lib/cluster";
import type { AuthorityName } from "../lib/contract/authorities";
import type { Role } from "../lib/contract/node-name";
import type { Statement } from "../lib/iam";
import type { Mapping } from "../lib/mapping";
import type { Service } from "../lib/render/unit";

/**
 * Everything about one component of a node, as data. groundup derives the rest from it: security-group rules,
 * certificates, bundles, order, readiness, the table of ports in the docs.
 */
export interface Component {
  readonly name: string;
  /** The roles of the nodes that run the component. */
  readonly roles: readonly Role[];
  /**
   * Released files that it needs.
   * @default none
   */
  readonly artifacts?: (software: Software) => readonly Artifact[];
  /**
   * All sockets that it listens on.
   * @default none
   */
  readonly ports?: (cluster: Cluster) => readonly Port[];
  /**
   * Certificates that it holds.
   * @default none
   */
  readonly certificates?: (cluster: Cluster) => readonly Certificate[];
  /**
   * Files that are the same on all nodes of the component.
   * @default none
   */
  readonly files?: (cluster: Cluster, values: ApplyTimeValues) => readonly NodeFile[];
  /**
   * Files that differ from node to node.
   * @default none
   */
  readonly nodeFiles?: (cluster: Cluster, node: ClusterNode, values: ApplyTimeValues) => readonly NodeFile[];
  /**
   * The component's systemd service, rendered to /etc/systemd/system. The service may have another name than the
   * component.
   * @default none: it runs nothing
   */
  readonly service?: (cluster: Cluster, node: ClusterNode) => Service | undefined;
  /**
   * A unit of the operating system that reads the component's files, if the component has no service of its own.
   * @default none
   */
  readonly systemUnit?: string;
  /**
   * A command that succeeds when the component serves. After a restart, the next component waits for it.
   * @default it serves as soon as its unit is active
   */
  readonly ready?: (cluster: Cluster) => string;
  /**
   * The maximum duration of a restart in seconds, from the request to stop until the unit has started.
   * @default 180
   */
  readonly restartSeconds?: (software: Software) => number;
  /**
   * How long the node keeps its turn after a restart, in seconds, so that clients find the component again.
   * @default 0
   */
  readonly settleSeconds?: (software: Software) => number;
  /**
   * Whether a restart may disturb pods. The worker is then drained first.
   * @default false
   */
  readonly disruptsPods?: boolean;
  /**
   * Whether the API server of its master is unavailable during a restart.
   * @default false
   */
  readonly disruptsApi?: boolean;
  /**
   * IAM roles that its pods take (components/parts/pod-identity.ts).
   * @default none
   */
  readonly podRoles?: (cluster: Cluster) => readonly PodRole[];
  /**
   * Objects that it needs in the cluster.
   * @default none
   */
  readonly manifests?: (cluster: Cluster, values: ApplyTimeValues) => readonly Manifest[];
  /**
   * The condition under which the cluster has the component's objects.
   * @default the cluster always has them
   */
  readonly optional?: Optional;
  /**
   * The component's configuration file, if the cluster file can add keys to it.
   * @default none
   */
  readonly configuration?: Configuration;
  /**
   * Notes for users about the component's limits, one line each.
   * @default nothing
   */
  readonly cautions?: (software: Software) => readonly string[];
}

/** A component whose objects a cluster file can leave out. */
export interface Optional {
  /** The key of the cluster file, as messages name it: `metrics`. */
  readonly key: string;
  /** Whether the cluster file wants them. */
  readonly wanted: (software: Software) => boolean;
  /** Objects that need them. While one of these exists, groundup does not remove the component's objects. */
  readonly usedBy: ObjectsOfUsers;
}

/** A kind of objects that users may have created. */
export interface ObjectsOfUsers {
  /** The kind, as kubectl names it: `horizontalpodautoscalers.autoscaling`. */
  readonly resource: string;
  /**
   * A jq filter that selects the objects that count.
   * @default all
   */
  readonly filter?: string;
}

/** An IAM role, and the pods that may take it: those of one service account. */
export interface PodRole {
  /** Unique in the cluster, and at most 16 characters. The IAM name also contains the cluster's name and the region. */
  readonly name: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** What the role may do. */
  readonly statements: readonly Statement[];
  /**
   * ARNs of existing policies that the role has too.
   * @default none
   */
  readonly policyArns?: readonly string[];
}

/** A configuration file that `<section>.extraConfig` of the cluster file adds keys to. */
export interface Configuration {
  readonly section: "kubelet" | "kubeProxy" | "containerd";
  readonly format: "yaml" | "toml";
  /** The keys that groundup sets. The cluster file must not set them. */
  readonly owned: (software: Software) => Mapping;
}

/**
 * The clients that may reach a port. `self` is the node itself: the socket is bound to loopback. `vpc` is every address
 * of the VPC.
 */
export type Peer = "self" | "masters" | "workers" | "pods" | "vpc" | "loadBalancer" | "operators";

/** A socket and its clients. Security-group rules and the table of ports come from these. */
export interface Port {
  readonly protocol: "tcp" | "udp";
  readonly from: number;
  /**
   * Last port of a range.
   * @default the same as `from`
   */
  readonly to?: number;
  readonly purpose: string;
  /** If empty, no security group allows the port. */
  readonly peers: readonly Peer[];
  /**
   * Whether only the packet filter forwards the port, for as long as something in the cluster asks for it. No program
   * listens then.
   * @default false
   */
  readonly forwarded?: boolean;
  /**
   * Whether only some images of the operating system have the socket.
   * @default false
   */
  readonly optional?: boolean;
}

/** An X.509 leaf certificate. */
export interface Certificate {
  /** Unique in the cluster: `kube-apiserver`, `etcd-server-master-0`. */
  readonly name: string;
  readonly authority: AuthorityName;
  readonly commonName: string;
  /**
   * Group of its subject.
   * @default none
   */
  readonly organization?: string;
  /**
   * The DNS names that the certificate is valid for.
   * @default none
   */
  readonly dnsNames?: readonly string[];
  /**
   * The IP addresses that the certificate is valid for.
   * @default none
   */
  readonly ipAddresses?: readonly string[];
  readonly uses: readonly CertificateUse[];
}

export type CertificateUse = "client_auth" | "server_auth";

/** A file on a node. */
export interface NodeFile {
  /** Absolute path. */
  readonly path: string;
  /** Permission bits, such as "0644". */
  readonly mode: FileMode;
  /** Lines without line ends. The last one may be apply-time text of several lines. */
  readonly lines: readonly string[];
  /**
   * Whether the program reloads the file itself. A change then needs no restart.
   * @default false
   */
  readonly reloads?: boolean;
  /**
   * The lines that a plan shows: the file without its secrets. If it is `[]`, a plan shows only the file's digest. That
   * is for keys and other PEMs, which people do not read.
   * @default its lines
   */
  readonly shown?: readonly string[];
}

/** CIS asks for 0600 on units, configuration and keys. 0644 is for public files, such as a CA's certificate. */
export type FileMode = "0600" | "0644" | "0755";

/** A Kubernetes object. A step applies it server-side after the API answers. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    /** @default the object is cluster-scoped */
    readonly namespace?: string;
    readonly [key: string]: unknown;
  };
  readonly [key: string]: unknown;
}
