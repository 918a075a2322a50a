import { componentsOf } from "../../components/derived/bundle";
import type { Cluster } from "../../lib/cluster";
import type { Role } from "../../lib/contract/node-name";
import { local, paths, ports } from "../../lib/contract/paths";
import type { Area } from "../check";
import { expectNone } from "../outcome";
import { expectNoneOn } from "../machines";
import type { Machine } from "../site/outputs";
import type { Subject } from "../subject";

/** Requirements on a unit: its highest exposure, and its user. */
export interface Confined {
  readonly unit: string;
  readonly exposure: number;
  readonly user: string;
}

/** The units of a role, as the cluster file plans them. */
export function confinedUnits(plan: Cluster, role: Role): Confined[] {
  const node = { master: plan.masters, worker: plan.workers }[role][0]!;
  return componentsOf(role).flatMap((component) => {
    const service = component.service?.(plan, node);
    if (!service) return [];
    return { unit: service.name, exposure: service.confinement.exposure, user: service.user ?? "root" };
  });
}

/** Prints a line for each unit: its name, its exposure, and the user of its main process, if it has one. */
const unitScript = (units: readonly string[]) => `
for unit in ${units.join(" ")}; do
  exposure=$(systemd-analyze security --no-pager "$unit.service" | sed -n 's/.*Overall exposure level for .*: \\([0-9.]*\\) .*/\\1/p')
  pid=$(systemctl show --value -p MainPID "$unit.service")
  user=-
  [[ $pid == 0 ]] || user=$(stat -c %U "/proc/$pid")
  echo "$unit $exposure $user"
done
`;

/** Problems of units, from the script's lines. */
export function unitProblems(where: string, wanted: readonly Confined[], output: string): string[] {
  const lines = output.trim().split("\n");
  return wanted.flatMap(({ unit, exposure, user }) => {
    const [, found = "", runsAs = "-"] = lines.find((line) => line.startsWith(`${unit} `))?.split(" ") ?? [];
    const known = found !== "";
    return [
      ...(known && Number(found) <= exposure
        ? []
        : [`${where}: ${unit}'s exposure is ${found || "unknown"}, above ${exposure}`]),
      ...(runsAs === "-" || runsAs === user ? [] : [`${where}: ${unit} runs as ${runsAs}, not as ${user}`]),
    ];
  });
}

/** Masters and workers, each with its role. */
const nodesOf = ({ masters, workers }: Subject): readonly (readonly [Role, Machine])[] => [
  ...masters.map((machine) => ["master", machine] as const),
  ...workers.map((machine) => ["worker", machine] as const),
];

async function units(subject: Subject): Promise<string> {
  const { plan } = subject;
  const outputs = await Promise.all(
    nodesOf(subject).map(async ([role, machine]) => {
      const wanted = confinedUnits(plan, role);
      const output = await subject.on(machine, unitScript(wanted.map(({ unit }) => unit)));
      return { output, problems: unitProblems(machine.name, wanted, output) };
    }),
  );
  expectNone(outputs.flatMap(({ problems }) => problems));
  const lines = outputs.flatMap(({ output }) => output.trim().split("\n"));
  return [...new Set(lines.map((line) => line.split(" ").slice(0, 2).join(" ")))].join(", ");
}

/** For every user of a service, prints which private files it can read, and at the end the number of files. */
const readersScript = (users: readonly string[]) => `
folders=(${paths.kubernetes})
for folder in /run/credentials ${paths.kubeletPki}; do [[ ! -d $folder ]] || folders+=("$folder"); done
found=$(find "\${folders[@]}" -ignore_readdir_race -type f \\
  \\( -name '*.key' -o -name '*.pem' -o -name '*.conf' -o -name encryption.yaml -o -path '/run/credentials/*' \\))
mapfile -t files <<<"$found"
for user in ${users.join(" ")}; do
  id "$user" >/dev/null 2>&1 || continue
  runuser -u "$user" -- true || exit 1
  runuser -u "$user" -- bash -c 'user=$1; shift; for file; do if head -c 1 "$file" >/dev/null 2>&1; then echo "$user $file"; fi; done' - "$user" "\${files[@]}"
done
echo "\${#files[@]} files"
`;

/** Users that can read files of others. A service's own credentials are in a folder with its name. */
export function readerProblems(where: string, output: string): string[] {
  const lines = output.trim().split("\n");
  if (!/^[1-9]\d* files$/.test(lines.at(-1)!)) return [`${where}: no private file was found that could be tried`];
  return lines
    .slice(0, -1)
    .map((line) => line.split(" ") as [string, string])
    .filter(([user, file]) => !file.startsWith(`/run/credentials/${user}.service/`))
    .map(([user, file]) => `${where}: ${user} reads ${file}`);
}

async function readers(subject: Subject): Promise<string> {
  const services = confinedUnits(subject.plan, "master").filter(({ user }) => user !== "root");
  const users = [...new Set(["nobody", ...services.map(({ user }) => user)])];
  const seen = await Promise.all(
    nodesOf(subject).map(async ([, machine]) => {
      const output = await subject.on(machine, readersScript(users));
      return { problems: readerProblems(machine.name, output), count: output.trim().split("\n").at(-1) };
    }),
  );
  expectNone(seen.flatMap(({ problems }) => problems));
  return `${users.join(", ")} read none but their own of ${seen.map(({ count }) => count).join(", ")}`;
}

/** Prints the subject of every certificate on a node, including those in kubeconfigs. */
const subjectsScript = `
folders=(${paths.kubernetes} /root /home ${paths.run} ${paths.state})
[[ ! -d ${paths.kubeletPki} ]] || folders+=(${paths.kubeletPki})
# Files may go meanwhile, and a text that only mentions certificates is none.
files=$(grep -rlIsE 'BEGIN CERTIFICATE|client-certificate-data' "\${folders[@]}") || true
for file in $files; do
  { sed -n 's/.*client-certificate-data: *//p' "$file" | base64 -d; cat "$file"; } 2>/dev/null |
    openssl x509 -noout -subject -nameopt RFC2253 2>/dev/null | sed "s#^#$file #" || true
done
`;

/** Groups with full access. Nodes must not have certificates of them. */
const almighty = ["system:masters", "groundup:cluster-admins"];

/** Administrators' certificates among those of a node. */
export function administratorProblems(where: string, output: string): string[] {
  if (output.trim() === "") return [`${where}: no certificate was found that could be looked at`];
  return output
    .split("\n")
    .filter((line) => almighty.some((group) => line.includes(`O=${group}`)))
    .map((line) => `${where}: ${line}`);
}

async function administrators(subject: Subject): Promise<string> {
  const outputs = await Promise.all(
    nodesOf(subject).map(async ([, machine]) => [machine.name, await subject.on(machine, subjectsScript)] as const),
  );
  expectNone(outputs.flatMap(([name, output]) => administratorProblems(name, output)));
  const count = outputs.flatMap(([, output]) => output.trim().split("\n")).length;
  return `${count} certificates on nodes, none of ${almighty.join(" or ")}`;
}

/**
 * Connects as kube-proxy, which has a valid certificate but no RBAC rule for this, and to the port without
 * authentication.
 */
const kubeletScript = `
pki=${paths.pki}
curl --silent --max-time 5 --cacert $pki/ca.crt --cert $pki/kube-proxy.crt --key $pki/kube-proxy.key \\
  --output /dev/null --write-out '%{http_code}\\n' "https://$(hostname):${ports.kubelet}/pods" || true
curl --silent --max-time 5 http://${local(ports.kubeletReadOnly)}/pods >/dev/null && code=0 || code=$?
echo "$code"
`;

/** curl's exit code if nothing listens. */
const refused = "7";

async function kubelets(subject: Subject): Promise<string> {
  await expectNoneOn(subject.workers, async (machine) => {
    const [status, exit] = (await subject.on(machine, kubeletScript)).trim().split("\n");
    return [
      ...(status === "403" ? [] : [`the kubelet answers kube-proxy's request for pods with ${status}, not 403`]),
      ...(exit === refused ? [] : [`something answers on the read-only port ${ports.kubeletReadOnly} (curl: ${exit})`]),
    ];
  });
  return `the API server's authorization refuses kube-proxy (403); port ${ports.kubeletReadOnly} is closed`;
}

/** How programs on nodes are confined, and what they and others can access. */
export const processes: Area = {
  name: "processes",
  checks: [
    { name: "every unit is confined, and runs as its user", run: units },
    { name: "private keys and kubeconfigs are readable only by their users", run: readers },
    { name: "no administrator's certificate is on a node", run: administrators },
    { name: "kubelets authorize requests through the API, and have no read-only port", run: kubelets },
  ],
};
