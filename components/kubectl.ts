import type { Component } from "./component";
import { kubernetesProgram } from "./parts/kubernetes-program";

/** The command line of Kubernetes. groundup's steps use it on masters. It is on every node, as in the guide. */
export const kubectl: Component = {
  name: "kubectl",
  roles: ["master", "worker"],
  artifacts: kubernetesProgram("kubectl"),
};
