import { existsSync, readFileSync } from "node:fs";
import { stringify } from "yaml";
import { parseClusterFile } from "../../components/derived/cluster-file";
import { type ClusterConfig, ConfigError, renderProblem } from "../../lib/config";
import { fileTrouble, UserError } from "../../lib/user-error";
import type { AnswerProblem, Answers } from "./answers";

/** The problems of the cluster file that answers make. */
export function problemsOf(answers: Answers, userPath: (path: string) => string): readonly AnswerProblem[] {
  try {
    parseClusterFile(clusterText(answers, userPath));
    return [];
  } catch (error) {
    if (error instanceof ConfigError)
      return error.problems.map((problem) => ({ path: problem.path, text: renderProblem(problem) }));
    if (error instanceof UserError) return [{ path: "ssh", text: `  ${error.message}` }];
    throw error;
  }
}

/**
 * The text of a new cluster file.
 * @param userPath leads to a file that the user named
 * @throws UserError if the public key cannot be read
 */
export function clusterText(answers: Answers, userPath: (path: string) => string): string {
  const defaults = parseClusterFile("{}").config;
  const { masters, workers, kubernetes } = defaults;
  return `# yaml-language-server: $schema=./node_modules/groundup/cluster.schema.json
#
# The cluster. \`npx groundup synth\` writes it as Terraform JSON.
# A key that is left out has its default. node_modules/groundup/cluster.schema.json describes every key.

name: ${scalar(answers.name)} # also the name of the load balancer and the prefix of all Name tags; cannot change after the cluster is built
region: ${scalar(answers.region)} # cannot change after the cluster is built
kubernetes: { version: ${kubernetes.version} } # to upgrade, edit it: one minor version at a time

masters: { count: ${scalar(answers.masters)}, instanceType: ${masters.instanceType} } # each is an etcd member, so their number is odd
workers: { count: ${scalar(answers.workers)}, instanceType: ${workers.instanceType}, maxUnavailable: ${workers.maxUnavailable} } # an update drains this many at a time

${networkText(defaults, Number(answers.workers))}

# Who may reach SSH and the Kubernetes API.
${operatorText(answers.operatorCidrs)}

# How Terraform logs in to the nodes.
${sshText(answers.sshKey, userPath)}

# Terraform's state contains every private key of the cluster. Without this key, the state is a file next to the
# stack. For a team or a pipeline, keep the state in S3:
# backend: { s3: { bucket: my-states, key: ${scalar(answers.name)}.tfstate, region: ${scalar(answers.region)} } }

tags: {} # for all AWS resources that can have tags
`;
}

/** A text or a whole number, as YAML has it. */
const scalar = (text: string): string =>
  stringify(/^\d+$/.test(text) ? Number(text) : text, { lineWidth: 0 }).trimEnd();

function networkText({ network }: ClusterConfig, workers: number): string {
  const { vpcCidr, podCidr, serviceCidr, maxRoutes } = network;
  const routes =
    workers + 2 > maxRoutes
      ? [`  maxRoutes: ${workers + 2} # ask AWS to raise this quota: each worker needs a route`]
      : [];
  return [
    "# Private ranges that do not overlap. They cannot change after the cluster is built.",
    "network:",
    `  vpcCidr: ${vpcCidr}`,
    `  podCidr: ${podCidr} # a /24 for each worker`,
    `  serviceCidr: ${serviceCidr}`,
    "  privateNodes: false # true: nodes have no public addresses, and SSH needs a bastion",
    ...routes,
  ].join("\n");
}

function operatorText(given: string): string {
  const ranges = given.split(",").flatMap((range) => range.trim() || []);
  if (ranges.length > 0) return `operatorCidrs: [${ranges.map(scalar).join(", ")}]`;
  return [
    "# Without this key, Terraform asks for the ranges at each plan, or takes them from TF_VAR_operator_cidrs.",
    "# operatorCidrs: [203.0.113.7/32]",
  ].join("\n");
}

function sshText(key: string, userPath: (path: string) => string): string {
  if (key === "generated")
    return [
      "# Without this key, Terraform generates a key pair and keeps it in its state.",
      "# ssh: { authorizedKey: { publicKey: ssh-ed25519 AAAA..., privateKeyFile: ~/.ssh/id_ed25519 } }",
    ].join("\n");
  const privateKey = key.replace(/\.pub$/, "");
  const inFile = privateKey !== key && existsSync(userPath(home(privateKey)));
  return [
    `ssh:${inFile ? "" : "\n  agent: true # Terraform asks your SSH agent for the private key"}`,
    "  authorizedKey:",
    `    publicKey: ${scalar(publicKey(userPath(home(key)), key))}`,
    ...(inFile ? [`    privateKeyFile: ${scalar(privateKey)}`] : []),
  ].join("\n");
}

const home = (path: string): string => path.replace(/^~(?=\/)/, process.env.HOME ?? "~");

function publicKey(file: string, shown: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new UserError(`--ssh-key ${shown}: ${fileTrouble(error)}; wanted: the path of a public key, or generated`, {
      cause: error,
    });
  }
}
