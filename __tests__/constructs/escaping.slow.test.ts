import { ConfigError, renderPath } from "../../lib/config";
import { expressionsOf, textsOf } from "../../tools/fixtures/references";
import { configOf, stackOf } from "../../tools/fixtures/synthesized";
import { freeKey, type TextKey, textKeys } from "../support/text-keys";

/** A word that stands nowhere else, so that what becomes of a text can be found in the JSON. */
const canary = "canary";

/** Texts that Terraform's template language, its strings or JSON would read as something else. */
const awkward = [
  `\${file("${canary}")}`,
  `%{ if ${canary} }yes%{ endif }`,
  `$\${${canary}}`,
  `%%{${canary}`,
  `"\${${canary}}"`,
  `") + ${canary} + ("`,
  `\\"\${${canary}}`,
  `one\n\${${canary}}\r\n\ttwo`,
  `\u0001${canary}\u007f`,
];

const jwt = (mapping: object, rule: object) => ({
  issuer: { url: "https://issuer.example.com", audiences: ["one"] },
  claimMappings: { username: mapping, groups: mapping, extra: [{ key: "example.org/a", valueExpression: "claims.a" }] },
  claimValidationRules: [rule],
  userValidationRules: [{ expression: "true" }],
});
const podRole = {
  ...{ name: "reader", namespace: "default", serviceAccount: "reader" },
  policyArns: ["arn:aws:iam::123456789012:policy/some"],
  statements: [{ actions: ["s3:GetObject"], resources: ["*"] }],
};
const s3 = { bucket: "states", key: "one.tfstate", region: "us-east-2" };

/** Cluster files in which every key that may have a text finds what it needs beside it, in one or in another. */
const bases = [
  {
    masters: { count: 1, instanceProfile: "masters" },
    workers: { count: 1 },
    network: { subnets: [{ cidr: "172.31.0.0/24", zone: "us-east-2a" }] },
    ssh: {
      keyPair: { name: "pair", privateKeyFile: "~/.ssh/pair" },
      bastion: { host: "bastion.example.com" },
    },
    backend: { s3 },
    etcd: { snapshots: { s3: { bucket: "snapshots" } } },
    authentication: {
      jwt: [jwt({ claim: "sub", prefix: "" }, { claim: "mfa", requiredValue: "yes" })],
      webhook: { server: "https://hook.example.com" },
    },
    artifacts: { imageArchives: [{ url: "https://files.example.com/a.tar", sha256: "0".repeat(64) }] },
    encryption: { keys: [{ name: "key1" }] },
    containerd: { registries: { some: { mirrors: ["https://mirror.example.com"] } } },
    aws: { identity: { bucket: "one-oidc", roles: [podRole] } },
  },
  {
    masters: { count: 1 },
    workers: { count: 1 },
    network: { privateNodes: true, flowLogs: { s3: "arn:aws:s3:::my-flow-logs" } },
    ssh: {
      authorizedKey: { publicKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", privateKeyFile: "~/.ssh/own" },
      bastion: { host: "bastion.example.com" },
    },
    authentication: { jwt: [jwt({ expression: "claims.sub" }, { expression: "claims.mfa" })] },
    encryption: { keys: [{ name: "key1", provider: "kms", endpoint: "unix:///run/kms.sock" }] },
  },
  { masters: { count: 1 }, workers: { count: 1 }, encryption: { key: "generated", provider: "secretbox" } },
];

/** The names of free keys, where not any name will do. */
const freeNames: Readonly<Record<string, string>> = { hostKeys: "worker-0" };

/** A key's path with names in place of free keys. */
const pathOf = (key: TextKey) =>
  key.map((step, index) => (step === freeKey ? (freeNames[key[index - 1]!] ?? "some") : step));

/** A container with a value at a path in it. */
function withText(container: unknown, [step, ...rest]: readonly (string | number)[], text: string): unknown {
  if (step === undefined) return text;
  const inner = (container as Record<string | number, unknown> | undefined)?.[step];
  if (typeof step !== "number") return { ...(container as object), [step]: withText(inner, rest, text) };
  return [withText(inner, rest, text)];
}

function problemPaths(file: unknown): string[] {
  try {
    configOf(JSON.stringify(file));
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ path }) => path);
    throw error;
  }
  return [];
}

const isAt = (place: string) => (problemPath: string) => problemPath.startsWith(place);

/**
 * What becomes of a text at every key: the cluster files that take it, and the keys that refuse it. A file that has
 * problems elsewhere proves nothing of the key.
 */
function placed(text: string): { files: object[]; refused: string[]; unseen: string[] } {
  const files: object[] = [...bases];
  const refused: string[] = [];
  const unseen: string[] = [];
  for (const path of textKeys.map(pathOf)) {
    const place = renderPath(path);
    const judging = files.findIndex((file) => problemPaths(withText(file, path, text)).every(isAt(place)));
    const file = withText(files[judging], path, text) as object;
    if (judging < 0) unseen.push(place);
    else if (problemPaths(file).length > 0) refused.push(place);
    else files[judging] = file;
  }
  return { files, refused, unseen };
}

/** What Terraform evaluates in a text: the code of its expressions, and of those in the quoted strings within. */
function evaluated(text: string): string[] {
  return expressionsOf(text).flatMap((code) => {
    const quoted = [...code.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, inner]) => inner!);
    return [code.replace(/"(?:[^"\\]|\\.)*"/g, '""'), ...quoted.flatMap(expressionsOf)];
  });
}

/** Directives of a template; those that are escaped are none. */
const directives = (text: string) => text.replaceAll("%%{", " ").match(/%\{.*/g) ?? [];

test("the test finds every key whose text becomes a Terraform argument", () => {
  expect(textKeys.map((key) => renderPath(pathOf(key)))).toEqual(
    expect.arrayContaining([
      "certificates.subject.locality",
      "ssh.keyPair.name",
      "ssh.keyPair.privateKeyFile",
      "ssh.bastion.privateKeyFile",
      "backend.s3.key",
      "tags.some",
      "kubelet.extraConfig.some",
      'ssh.hostKeys["worker-0"]',
      "aws.identity.roles[0].statements[0].conditions.some.some",
      "aws.identity.roles[0].statements[0].conditions.some.some[0]",
      "authentication.jwt[0].claimValidationRules[0].requiredValue",
    ]),
  );
});

test.each(awkward)("groundup refuses or escapes %j in every key that takes text", (text) => {
  const { files, refused, unseen } = placed(text);
  expect(unseen).toEqual([]);
  // Free text takes nearly all of them: at least the prefix of a claim, which may be anything.
  expect(refused.length).toBeLessThan(textKeys.length);
  for (const file of files) {
    const texts = textsOf(stackOf(JSON.stringify(file)));
    expect(texts.flatMap(evaluated).filter((code) => code.includes(canary))).toEqual([]);
    expect(texts.flatMap(directives)).toEqual([]);
  }
});
