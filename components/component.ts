import type { Artifact } from "../lib/artifacts";
import type { ClusterNode } from "../lib/address-plan";
import type { ApplyTimeValues, Cluster, Software } from "../lib/cluster";
import type { AuthorityName } from "../lib/contract/authorities";
import type { Role } from "../lib/contract/node-name";
import type { Mapping } from "../lib/mapping";
import type { Service } from "../lib/render/unit";

/**
 * Everything about one component of a node, as data. groundup derives the rest from it: security-group rules,
 * certificates, bundles, order, readiness, the table of ports in the docs.
 */
export interface Component {
  readonly name: string;
  /** The roles whose nodes run it. */
  readonly roles: readonly Role[];
  /**
   * Released files that it needs.
   * @default none
   */
  readonly artifacts?: (software: Software) => readonly Artifact[];
  /**
   * Every socket that it listens on.
   * @default none
   */
  readonly ports?: (cluster: Cluster) => readonly Port[];
  /**
   * Certificates that it holds.
   * @default none
   */
  readonly certificates?: (cluster: Cluster) => readonly Certificate[];
  /**
   * Files that are the same on all its nodes.
   * @default none
   */
  readonly files?: (cluster: Cluster, values: ApplyTimeValues) => readonly NodeFile[];
  /**
   * Files that differ from node to node.
   * @default none
   */
  readonly nodeFiles?: (cluster: Cluster, node: ClusterNode, values: ApplyTimeValues) => readonly NodeFile[];
  /**
   * Its systemd service, rendered to /etc/systemd/system. Its name may differ from that of the component.
   * @default none: it runs nothing
   */
  readonly service?: (cluster: Cluster, node: ClusterNode) => Service | undefined;
  /**
   * A unit of the operating system that picks up its files, in place of a service of its own.
   * @default none
   */
  readonly systemUnit?: string;
  /**
   * Command that succeeds once it serves. A restart waits for it before the next component's turn.
   * @default it serves as soon as its unit is active
   */
  readonly ready?: (cluster: Cluster) => string;
  /**
   * How long a restart may take, from the order to stop until it has started, in seconds.
   * @default 180
   */
  readonly restartSeconds?: (software: Software) => number;
  /**
   * How long its node keeps its turn after a restart, so that others find it again, in seconds.
   * @default 0
   */
  readonly settleSeconds?: (software: Software) => number;
  /**
   * Restarting it may disturb pods: the worker is drained before.
   * @default false
   */
  readonly disruptsPods?: boolean;
  /**
   * While it restarts, the API server of its master is away.
   * @default false
   */
  readonly disruptsApi?: boolean;
  /**
   * Objects that it needs in the cluster.
   * @default none
   */
  readonly manifests?: (cluster: Cluster, values: ApplyTimeValues) => readonly Manifest[];
  /**
   * What says whether the cluster has its objects.
   * @default it always has them
   */
  readonly optional?: Optional;
  /**
   * Its configuration file, where the cluster file may add keys to it.
   * @default none
   */
  readonly configuration?: Configuration;
  /**
   * Notes for users about the component's limits, one line each.
   * @default nothing
   */
  readonly cautions?: (software: Software) => readonly string[];
}

/** How a cluster file does without the objects of a component. */
export interface Optional {
  /** The key of the cluster file, as messages name it: `metrics`. */
  readonly key: string;
  /** Whether the cluster file wants them. */
  readonly wanted: (software: Software) => boolean;
  /** Objects that need them. While one of these exists, groundup does not remove the component's objects. */
  readonly usedBy: ObjectsOfUsers;
}

/** Objects that people may have made. */
export interface ObjectsOfUsers {
  /** As kubectl names them: `horizontalpodautoscalers.autoscaling`. */
  readonly resource: string;
  /**
   * jq: which of them count.
   * @default all
   */
  readonly filter?: string;
}

/** A configuration file that `<section>.extraConfig` of the cluster file adds keys to. */
export interface Configuration {
  readonly section: "kubelet" | "kubeProxy" | "containerd";
  readonly format: "yaml" | "toml";
  /** The keys that groundup sets. The cluster file must not set them. */
  readonly owned: (software: Software) => Mapping;
}

/**
 * Who may reach a port. `self` is the node itself: the socket is bound to loopback. `vpc` is every address of the VPC.
 */
export type Peer = "self" | "masters" | "workers" | "pods" | "vpc" | "loadBalancer" | "operators";

/** A socket, and who reaches it: the source of security-group rules and of the table of ports. */
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
   * The packet filter forwards it, for as long as something in the cluster asks for it: nothing listens.
   * @default false
   */
  readonly forwarded?: boolean;
  /**
   * Some images of the operating system have it and some do not.
   * @default false
   */
  readonly optional?: boolean;
}

/** An X.509 leaf. */
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
   * Names that it serves under.
   * @default none
   */
  readonly dnsNames?: readonly string[];
  /**
   * Addresses that it serves under.
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
  /** Lines without their ends; the last may be apply-time text of several lines. */
  readonly lines: readonly string[];
  /**
   * The program reloads the file itself: a change needs no restart.
   * @default false
   */
  readonly reloads?: boolean;
  /**
   * What a plan shows of it: its lines without what is secret in them. `[]`, for keys and other PEMs, which nobody reads:
   * its digest alone.
   * @default its lines
   */
  readonly shown?: readonly string[];
}

/** CIS asks for 0600 on units, configuration and keys. 0644 is for public files, such as a CA's certificate. */
export type FileMode = "0600" | "0644" | "0755";

/** A Kubernetes object: applied server-side once the API answers. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    /** @default it is the cluster's own */
    readonly namespace?: string;
    readonly [key: string]: unknown;
  };
  readonly [key: string]: unknown;
}
