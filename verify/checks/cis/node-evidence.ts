import type { Machine } from "../../site/outputs";
import type { Subject } from "../../subject";

/** A program that runs as a service. */
export interface Process {
  readonly unit: string;
  /** `user:group` of the kernel, not of the unit file. */
  readonly owner: string;
  readonly arguments: readonly string[];
}

/** A file or folder. */
export interface FileFact {
  readonly path: string;
  readonly folder: boolean;
  /** Permission bits in octal, as stat writes them: `600`. */
  readonly mode: string;
  /** `user:group`. */
  readonly owner: string;
}

/** What one node is like, as it runs. */
export interface NodeEvidence {
  readonly name: string;
  /** By the program's name. */
  readonly processes: Readonly<Record<string, Process>>;
  /** Unit files and their drop-ins, by the unit's name. */
  readonly unitFiles: Readonly<Record<string, readonly string[]>>;
  /** Files behind a unit's credentials: `kube-scheduler.service kubeconfig` to path. */
  readonly credentials: Readonly<Record<string, string>>;
  readonly files: readonly FileFact[];
  /** Files' and answers' text, by path or name; secrets are left out. */
  readonly texts: Readonly<Record<string, string>>;
}

/** The programs that the benchmark is about, and the two that groundup confines besides. */
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
 * Prints what a node is like, a fact a line, with tabs between its parts. What a flag names is read where the running
 * process has it; of the encryption's configuration all but the keys.
 */
const script = `
text() { printf 'text\\t%s\\t%s\\n' "$1" "$(base64 -w0)"; }
flag() { tr '\\0' '\\n' </proc/$1/cmdline | sed -n "s/^--$2=//p"; }
for program in ${programs.join(" ")}; do
  for pid in $(pgrep -x "\${program:0:15}"); do
    [[ $(readlink /proc/$pid/exe) == */$program ]] || continue
    unit=$(grep -o '[^/]*[.]service' /proc/$pid/cgroup | head -n 1)
    printf 'process\\t%s\\t%s\\t%s\\t%s\\n' $program "$unit" "$(stat -c %U:%G /proc/$pid)" "$(base64 -w0 </proc/$pid/cmdline)"
    printf 'unit\\t%s\\t%s\\n' "$unit" "$(systemctl show --value -p FragmentPath -p DropInPaths "$unit" | paste -sd' ')"
    for one in $(systemctl cat "$unit" | sed -n 's/^LoadCredential=//p'); do
      printf 'credential\\t%s\\t%s\\t%s\\n' "$unit" "\${one%%:*}" "\${one#*:}"
    done
    if [[ $program == kube-apiserver ]]; then
      encryption=$(flag $pid encryption-provider-config)
      sed 's/secret:.*/secret: hidden/' "$encryption" | text "$encryption"
      for file in $(flag $pid audit-policy-file); do text "$file" <"$file"; done
    fi
  done
done
for folder in /etc/kubernetes /etc/systemd/system /etc/cni /var/lib/cni/networks /var/lib/etcd; do
  [[ ! -e $folder ]] || find $folder -maxdepth 3 \\( -type f -o -type d \\) -printf 'file\\t%p\\t%y\\t%m\\t%u:%g\\n'
done
for file in /etc/kubernetes/pki/*.crt /etc/kubernetes/pki/etcd/*.crt; do
  [[ ! -e $file ]] || openssl x509 -in "$file" -noout -subject -fingerprint -sha256 | text "$file"
done
if pgrep -x kube-proxy >/dev/null; then curl --silent --max-time 5 http://127.0.0.1:10249/configz | text kube-proxy-configz; fi
`;

const decode = (base64: string) => Buffer.from(base64, "base64").toString();

/** Reads what the script printed. */
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

/** Looks at a node, and asks its kubelet, through the API server, what it goes by. */
export async function nodeEvidence(subject: Subject, machine: Machine): Promise<NodeEvidence> {
  const evidence = parseNode(machine.name, await subject.on(machine, script));
  if (!evidence.processes.kubelet) return evidence;
  const configz = await subject.kubectl.raw(`/api/v1/nodes/${machine.node}/proxy/configz`);
  return { ...evidence, texts: { ...evidence.texts, "kubelet-configz": configz } };
}
