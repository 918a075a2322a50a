/** The cluster file: how to read it, its defaults, and its problems. */
export { clusterJsonSchema, type JsonSchema } from "./json-schema";
export { clusterFile, shownPath, userPath } from "./locate";
export { ConfigError, renderPath, renderProblem, show, type Problem } from "./problem";
export { clusterFileDocument } from "./reference";
export type { ClusterConfig } from "./resolve";
export { quotaCautions } from "./rules/quotas";
export type { Rule } from "./rules/rule";
export type { ClusterFileContent } from "./schema";
