import { local, paths, ports } from "../../../lib/contract/paths";
import type { Machine } from "../../site/outputs";
import type { Subject } from "../../subject";

/** A program that runs as a service. */
export interface Process {
  readonly unit: string;
  /** `user:group` as the kernel reports it, not the unit file. */
  readonly owner: string;
  readonly arguments: readonly string[];
}

/** A file or folder. */
export interface FileFact {
  readonly path: string;
  readonly folder: boolean;
  /** Permission bits in octal, in stat's format: `600`. */
  readonly mode: string;
  /** `user:group`. */
  readonly owner: string;
}

/** The state of one node. */
export interface NodeEvidence {
  readonly name: string;
  /** By the program's name. */
  readonly processes: Readonly<Record<string, Process>>;
  /** Unit files and their drop-ins, by the unit's name. */
  readonly unitFiles: Readonly<Record<string, readonly string[]>>;
  /** Files of a unit's credentials: maps `kube-scheduler.service kubeconfig` to a path. */
  readonly credentials: Readonly<Record<string, string>>;
  readonly files: readonly FileFact[];
  /** Text of files and answers, by path or name; without secrets. */
  readonly texts: Readonly<Record<string, string>>;
}

/** The programs that the benchmark concerns, and two more that groundup confines. */
export const programs = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "containerd",
  "kubelet",
  "kube-proxy",
] as const;

/**
 * Prints the state of a node: one fact per line, its parts separated by tabs. Files named by a flag are read at the
 * running process's path. Of the encryption configuration, everything except the keys is printed.
 */
const script = `
text() {
  local content
  content=$(base64 -w0)
  printf 'text\\t%s\\t%s\\n' "$1" "$content"
}
flag() { tr '\\0' '\\n' </proc/$1/cmdline | sed -n "s/^--$2=//p"; }
for program in ${programs.join(" ")}; do
  pids=$(pgrep -x "\${program:0:15}") || continue # not on this node
  for pid in $pids; do
    exe=$(readlink /proc/$pid/exe) || exe=ended
    [[ $exe == */$program ]] || continue
    unit=$(grep -o '[^/]*[.]service' /proc/$pid/cgroup | sed -n 1p)
    owner=$(stat -c %U:%G /proc/$pid)
    line=$(base64 -w0 </proc/$pid/cmdline)
    printf 'process\\t%s\\t%s\\t%s\\t%s\\n' $program "$unit" "$owner" "$line"
    files=$(systemctl show --value -p FragmentPath -p DropInPaths "$unit" | paste -sd' ')
    printf 'unit\\t%s\\t%s\\n' "$unit" "$files"
    credentials=$(systemctl cat "$unit" | sed -n 's/^LoadCredential=//p')
    for one in $credentials; do
      printf 'credential\\t%s\\t%s\\t%s\\n' "$unit" "\${one%%:*}" "\${one#*:}"
    done
    if [[ $program == kube-apiserver ]]; then
      encryption=$(flag $pid encryption-provider-config)
      sed 's/secret:.*/secret: hidden/' "$encryption" | text "$encryption"
      audit=$(flag $pid audit-policy-file)
      for file in $audit; do text "$file" <"$file"; done
    fi
  done
done
for folder in ${paths.kubernetes} ${paths.units} ${paths.cni} /var/lib/cni/networks ${paths.etcdData}; do
  [[ ! -e $folder ]] || find $folder -maxdepth 3 -ignore_readdir_race \\( -type f -o -type d \\) -printf 'file\\t%p\\t%y\\t%m\\t%u:%g\\n'
done
for file in ${paths.pki}/*.crt ${paths.etcdPki}/*.crt; do
  [[ ! -e $file ]] || openssl x509 -in "$file" -noout -subject -fingerprint -sha256 | text "$file"
done
if pgrep -x kube-proxy >/dev/null; then curl --silent --max-time 5 http://${local(ports.kubeProxyMetrics)}/configz | text kube-proxy-configz; fi
`;

const decode = (base64: string) => Buffer.from(base64, "base64").toString();

/** Parses the script's output. */
export function parseNode(name: string, output: string): NodeEvidence {
  const facts = output.split("\n").map((line) => line.split("\t"));
  const of = (kind: string) => facts.filter((fact) => fact[0] === kind).map((fact) => fact.slice(1));
  return {
    name,
    processes: Object.fromEntries(
      of("process").map(([program, unit, owner, line]) => [
        program,
        { unit: unit!, owner: owner!, arguments: decode(line!).split("\0").slice(0, -1) },
      ]),
    ),
    unitFiles: Object.fromEntries(of("unit").map(([unit, files]) => [unit, files!.split(" ").filter(Boolean)])),
    credentials: Object.fromEntries(of("credential").map(([unit, one, path]) => [`${unit} ${one}`, path!])),
    files: of("file").map(([path, kind, mode, owner]) => ({
      path: path!,
      folder: kind === "d",
      mode: mode!,
      owner: owner!,
    })),
    texts: Object.fromEntries(of("text").map(([key, text]) => [key, decode(text!)])),
  };
}

/** Reads the state of a node, and its kubelet's configuration through the API server. */
export async function nodeEvidence(subject: Subject, machine: Machine): Promise<NodeEvidence> {
  const evidence = parseNode(machine.name, await subject.on(machine, script));
  if (!evidence.processes.kubelet) return evidence;
  const configz = await subject.kubectl.raw(`/api/v1/nodes/${machine.node}/proxy/configz`);
  return { ...evidence, texts: { ...evidence.texts, "kubelet-configz": configz } };
}
