import { App } from "cdktf";
import { ClusterStack } from "./constructs/cluster-stack";
import { readClusterConfig } from "./lib/config";

const { config } = readClusterConfig(process.env.CLUSTER_FILE ?? `${__dirname}/cluster.yaml`);
const app = new App();
new ClusterStack(app, config);
app.synth();
