import { goModule } from "../../../lab/conformance/build";

const kubernetesGoMod = `module k8s.io/kubernetes

go 1.26.0

godebug default=go1.26

require (
	github.com/onsi/ginkgo/v2 v2.32.0
	k8s.io/api v0.0.0
)

replace (
	k8s.io/client-go => ./staging/src/k8s.io/client-go
	k8s.io/api => ./staging/src/k8s.io/api
)
`;

test("a module that needs Kubernetes uses Kubernetes' own libraries of the same release", () => {
  expect(goModule("1.37.2", kubernetesGoMod).split("\n")).toEqual([
    "module groundup.internal/conformance",
    "",
    "go 1.26.0",
    "godebug default=go1.26",
    "",
    "require k8s.io/kubernetes v1.37.2",
    "",
    "replace k8s.io/api => k8s.io/api v0.37.2",
    "replace k8s.io/client-go => k8s.io/client-go v0.37.2",
    "",
  ]);
});
