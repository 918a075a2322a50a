import { admin } from "./admin";
import { apiName } from "./api-name";
import { cloudController } from "./cloud-controller";
import { cni } from "./cni";
import type { Component } from "./component";
import { containerd } from "./containerd";
import { coredns } from "./coredns";
import { crictl } from "./crictl";
import { etcd } from "./etcd";
import { etcdSnapshots } from "./etcd-snapshots";
import { etcdVolume } from "./etcd-volume";
import { kernelModules, kernelSettings } from "./host";
import { kubeApiserver } from "./kube-apiserver";
import { kubeControllerManager } from "./kube-controller-manager";
import { kubeProxy } from "./kube-proxy";
import { kubeScheduler } from "./kube-scheduler";
import { kubeRouter } from "./kube-router";
import { kubectl } from "./kubectl";
import { kubelet } from "./kubelet";
import { metricsServer } from "./metrics-server";
import { networkPolicyGate } from "./network-policy-gate";
import { nodeDrain } from "./node-drain";
import { podNetwork } from "./pod-network";

/** All components, in the order in which a node starts and restarts them. */
export const components: readonly Component[] = [
  kernelModules,
  kernelSettings,
  apiName,
  kubectl,
  etcdVolume,
  etcd,
  etcdSnapshots,
  kubeApiserver,
  kubeControllerManager,
  kubeScheduler,
  admin,
  nodeDrain,
  crictl,
  cni,
  podNetwork,
  networkPolicyGate,
  containerd,
  kubelet,
  kubeProxy,
  coredns,
  kubeRouter,
  metricsServer,
  cloudController,
];
