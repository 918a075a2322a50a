import { local, paths, ports } from "../../lib/contract/paths";
import { keyIdentity } from "../../lib/encryption";
import type { Area } from "../check";
import { expect, expectNone } from "../outcome";
import { namespace } from "../kubectl";
import { expectSilence } from "../machines";
import type { Subject } from "../subject";

/** Kinds that are encrypted at rest, with their keys in etcd. */
const sealedKinds = ["secrets", "configmaps"];

/** Problems of a value in etcd that should be encrypted, and so begin with the key's name. */
export function sealProblems(kind: string, value: Buffer, start: string, plaintext: string): string[] {
  const found = value.subarray(0, start.length).toString("latin1");
  const forms = [plaintext, Buffer.from(plaintext).toString("base64")];
  return [
    ...(value.length > 0 ? [] : [`etcd holds nothing of ${kind}`]),
    ...(found === start ? [] : [`${kind} begin with ${JSON.stringify(found)} in etcd, not with ${start}`]),
    ...(forms.some((form) => value.includes(form)) ? [`${kind} can be read in etcd as they are`] : []),
  ];
}

async function sealed(subject: Subject): Promise<string> {
  const { stage, masters } = subject;
  await stage.exists();
  const [key] = subject.site.plan?.config.encryption.keys ?? [];
  const start = key ? `k8s:enc:${keyIdentity(key)}:` : "k8s:enc:";
  const problems = await Promise.all(
    sealedKinds.map(async (kind) => {
      const key = `/registry/${kind}/${namespace}/sealed`;
      const script = `source ${paths.scripts}/etcdctl.sh
etcdctl --endpoints=https://${local(ports.etcdClient)} get ${key} --print-value-only | base64 -w0`;
      return sealProblems(kind, Buffer.from(await subject.on(masters[0]!, script), "base64"), start, stage.nonce);
    }),
  );
  expectNone(problems.flat());
  return `${sealedKinds.join(" and ")} begin with ${start} in etcd, and hold nothing readable`;
}

/**
 * The keys are in one file on masters. Prints what users other than root can read, and whether etcd, which has the
 * data, can read it.
 */
const keyScript = `
keys=$(sed -n 's/^ *secret: *//p' ${paths.encryption} | tr -d '"')
[ "$keys" ] || grep -q 'kms:' ${paths.encryption} || echo "${paths.encryption} holds no key"
for user in nobody etcd; do
  runuser -u $user -- true || echo "nothing can be tried as $user"
  if runuser -u $user -- cat ${paths.encryption} >/dev/null 2>&1; then echo "$user can read the key"; fi
done
[ -d ${paths.etcdMember} ] || echo "there is no data of etcd to look for keys in"
[ ! "$keys" ] || for tries in 1 2 3; do
  grep -rqaF -f <(echo "$keys") ${paths.etcdData} && found=0 || found=$?
  [ "$found" = 2 ] || break # etcd may have removed a file meanwhile
done
case \${found-1} in 0) echo "a key is in etcd's data folder" ;; 2) echo "etcd's data folder cannot be searched" ;; esac
`;

async function keyApart(subject: Subject): Promise<string> {
  await expectSilence(subject, subject.masters, keyScript);
  return "only root can read the keys on masters; etcd, which stores the data, can neither read nor contains them";
}

async function inPod(subject: Subject): Promise<string> {
  const holder = await subject.stage.holder();
  const value = await subject.kubectl.exec(holder, "cat /sealed/value");
  expect(value === subject.stage.nonce, `the pod reads ${JSON.stringify(value)}, which is not what was stored`);
  return "a pod reads what was stored, from its volume";
}

/** Secrets at rest and in use. */
export const secrets: Area = {
  name: "secrets",
  checks: [
    { name: "encrypted in etcd", run: sealed },
    { name: "unreadable without the key", run: keyApart },
    { name: "mounted into a pod", run: inPod },
  ],
};
