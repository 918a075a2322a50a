// Command program-schemas prints the fields of a program's configuration, read from the program's own Go types.
//
//	go run . kubernetes 1.37.1   KubeletConfiguration and KubeProxyConfiguration
//	go run . containerd 2.3.6    config.toml, with the sections of all plugins that are built in
//
// It parses the released source of Go modules, which `go mod download` fetches, and compiles none of it.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

func main() {
	if len(os.Args) != 3 {
		fail("want a program and its version, such as: kubernetes 1.37.1")
	}
	program, version := os.Args[1], os.Args[2]
	var schema any
	switch program {
	case "kubernetes":
		schema = kubernetes(version)
	case "containerd":
		schema = containerd(version)
	default:
		fail("unknown program " + program + ": want kubernetes or containerd")
	}
	encoded, err := json.MarshalIndent(schema, "", " ")
	check(err)
	fmt.Println(string(encoded))
}

// kubernetes reads the types of both programs; their modules have the version of Kubernetes, with 0 in place of 1.
func kubernetes(version string) any {
	_, minor, _ := strings.Cut(version, ".")
	modules := map[string]string{}
	for _, name := range []string{"kubelet", "kube-proxy", "component-base", "apimachinery", "api"} {
		modules["k8s.io/"+name] = "v0." + minor
	}
	source := newSource(modules, "json")
	return map[string]any{
		"kubelet":   source.named("k8s.io/kubelet/config/v1beta1", "KubeletConfiguration"),
		"kubeProxy": source.named("k8s.io/kube-proxy/config/v1alpha1", "KubeProxyConfiguration"),
	}
}

func check(err error) {
	if err != nil {
		fail(err.Error())
	}
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, message)
	os.Exit(1)
}
