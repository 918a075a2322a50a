import { componentRules } from "../../components/checks";
import { releaseUrl } from "../../lib/artifacts";
import { type Cluster, planCluster } from "../../lib/cluster";
import { parseClusterConfig } from "../../lib/config";
import { defaultKubernetesVersion, releaseOf } from "../../lib/versions";

const url = releaseUrl.kubeRouter(releaseOf(defaultKubernetesVersion).kubeRouter, "amd64");

/** A cluster whose NetworkPolicy is enforced, with the digest that its owner has to name. */
export function policyCluster(text = ""): Cluster {
  const file = `artifacts: { checksums: own.json }\nnetworkPolicy: { provider: kube-router }\n${text}`;
  const readJson = () => ({ [url]: "ab".repeat(32) });
  return planCluster(parseClusterConfig(file, { file: "cluster.yaml", readJson, rules: componentRules }).config);
}
