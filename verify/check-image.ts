/** Image of the pods with which checks test a cluster. */
export const checkImage = "registry.k8s.io/e2e-test-images/agnhost:2.66.1";
