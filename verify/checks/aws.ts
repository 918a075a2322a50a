import type { ClusterConfig } from "../../lib/config";
import { makesMastersRole, ownProfilePrefix } from "../../lib/identity";
import type { Area } from "../check";
import { expectNone, Skipped } from "../outcome";
import type { Machine } from "../site/outputs";
import type { Subject } from "../subject";

/** What the instance metadata service returns to an instance's root user. */
export interface Metadata {
  /** Name of the instance profile; empty without one. */
  readonly profile: string;
  /** Its public address; empty without one. */
  readonly publicAddress: string;
}

/** Prints a line for each field of `Metadata`. */
export const metadataScript = `
service=http://169.254.169.254/latest
token=$(curl --silent --fail --max-time 5 --request PUT --header 'X-aws-ec2-metadata-token-ttl-seconds: 60' $service/api/token)
# 404 means that there is none. Anything else than an answer is a failure.
ask() {
  local said
  said=$(curl --silent --max-time 5 --write-out '\\n%{http_code}' --config - "$service/meta-data/$1" <<<"header = \\"X-aws-ec2-metadata-token: $token\\"")
  case \${said##*$'\\n'} in
    200) echo "\${said%$'\\n'*}" ;;
    404) ;;
    *) echo "metadata: $1 answers \${said##*$'\\n'}" >&2; return 1 ;;
  esac
}
info=$(ask iam/info)
address=$(ask public-ipv4)
sed -n 's/.*"InstanceProfileArn".*instance-profile\\/\\([^"]*\\)".*/\\1/p' <<<"$info" | grep . || echo
echo "$address"
`;

async function metadataOf(subject: Subject, machine: Machine): Promise<Metadata> {
  const [profile = "", publicAddress = ""] = (await subject.on(machine, metadataScript)).split("\n");
  return { profile, publicAddress };
}

/**
 * Instances with a profile that the cluster file does not name, or without the one that it names.
 * @param wanted a name, or the beginning of one and an asterisk
 */
export function profileProblems(name: string, { profile }: Metadata, wanted: string | undefined): string[] {
  const found = profile.split("/").at(-1) ?? "";
  const isWanted = wanted?.endsWith("*") ? found.startsWith(wanted.slice(0, -1)) : found === (wanted ?? "");
  return isWanted ? [] : [`${name} has ${found || "no instance profile"}, planned is ${wanted ?? "none"}`];
}

async function onAll(
  subject: Subject,
  problems: (machine: Machine, metadata: Metadata) => readonly string[],
): Promise<readonly Machine[]> {
  const machines = [...subject.masters, ...subject.workers];
  const found = machines.map(async (machine) => problems(machine, await metadataOf(subject, machine)));
  expectNone((await Promise.all(found)).flat());
  return machines;
}

async function profiles(subject: Subject): Promise<string> {
  const { config } = subject.plan;
  const wanted = ({ name }: Machine) => roleOf(config, name).instanceProfile ?? ownProfile(config, name);
  const machines = await onAll(subject, (machine, seen) => profileProblems(machine.name, seen, wanted(machine)));
  return `${machines.length} instances: ${wanted(machines[0]!) ?? "none"} on masters, ${config.workers.instanceProfile ?? "none"} on workers`;
}

/** The instance profile that groundup makes for masters with `aws.identity`: any name with this beginning. */
const ownProfile = (config: ClusterConfig, machine: string) =>
  machine.startsWith("master") && makesMastersRole(config) ? `${ownProfilePrefix(config)}*` : undefined;

const roleOf = ({ masters, workers }: ClusterConfig, name: string) => (name.startsWith("master") ? masters : workers);

async function privateNodes(subject: Subject): Promise<string> {
  if (!subject.plan.config.network.privateNodes) throw new Skipped("needs network.privateNodes in the cluster file");
  const machines = await onAll(subject, ({ name }, { publicAddress }) =>
    publicAddress === "" ? [] : [`${name} has the public address ${publicAddress}`],
  );
  return `${machines.length} instances: none has a public address`;
}

/** What AWS assigns to instances. */
export const aws: Area = {
  name: "aws",
  checks: [
    { name: "instances have the configured roles", run: profiles },
    { name: "private nodes have no public addresses", run: privateNodes },
  ],
};
