import { podRolesOf } from "../../components/derived/issuer";
import type { PodRole } from "../../components/component";
import { documentPaths, type Issuer, issuerOf, tokenAudience } from "../../lib/identity";
import { partitionOf } from "../../lib/partition";
import type { Area } from "../check";
import { namespace, type Place } from "../kubectl";
import { expect, expectNone, Skipped } from "../outcome";
import type { Subject } from "../subject";

/** The keys of a JSON Web Key Set, as far as checks read them. */
interface KeySet {
  readonly keys: readonly { readonly kid: string }[];
}

function wanted({ plan: { config } }: Subject): Issuer {
  const issuer = issuerOf(config);
  if (!issuer) throw new Skipped("needs aws.identity in the cluster file");
  return issuer;
}

async function asker(subject: Subject): Promise<Place> {
  const [pod] = await subject.stage.echo();
  return pod!;
}

/** Where anybody reads the documents. An endpoint of the cluster file stands for AWS. */
const readUrl = ({ url, bucket }: Issuer) => (bucket?.made ? bucket.url : url);

async function published(subject: Subject): Promise<string> {
  const issuer = wanted(subject);
  const pod = await asker(subject);
  const read = (path: string) => subject.kubectl.exec(pod, `curl -s -S -f -m 10 '${readUrl(issuer)}/${path}'`);
  const configuration = JSON.parse(await read(documentPaths.configuration)) as { issuer: string; jwks_uri: string };
  expect(configuration.issuer === issuer.url, `the document says issuer ${configuration.issuer}, not ${issuer.url}`);
  expect(configuration.jwks_uri === issuer.keysUrl, `the document says jwks_uri ${configuration.jwks_uri}`);
  const there = JSON.parse(await read(documentPaths.keys)) as KeySet;
  const own = JSON.parse(await subject.kubectl.raw("/openid/v1/jwks")) as KeySet;
  expectNone(keyProblems(own, there));
  return `${issuer.url}: ${own.keys.length} keys, those of the API servers`;
}

/** Keys that only one of API servers and issuer has. */
export function keyProblems(own: KeySet, published: KeySet): string[] {
  const ids = ({ keys }: KeySet) => keys.map(({ kid }) => kid);
  return [
    ...ids(own).flatMap((kid) => (ids(published).includes(kid) ? [] : [`the key ${kid} is not published`])),
    ...ids(published).flatMap((kid) => (ids(own).includes(kid) ? [] : [`the published key ${kid} is no longer used`])),
  ];
}

/**
 * Reads a token, asks STS for a role with it, and then with the role's credentials who it is. Prints STS's refusal, or
 * the caller's ARN. The token is not in the command, because the audit log records commands.
 */
const assumeScript = (sts: string, region: string, roleArn: string) => `
read -r token
said=$(printf 'WebIdentityToken=%s' "$token" | curl -s -S -m 10 '${sts}/' --data @- --data Action=AssumeRoleWithWebIdentity \
  --data Version=2011-06-15 --data RoleSessionName=groundup-verify --data-urlencode 'RoleArn=${roleArn}')
field() { echo "$said" | tr -d '\\n' | sed -n "s/.*<$1>\\([^<]*\\)<.*/\\1/p"; }
code=$(field Code)
if [ -n "$code" ]; then echo "refused $code"; exit; fi
id=$(field AccessKeyId)
secret=$(field SecretAccessKey)
session=$(field SessionToken)
said=$(printf 'user = "%s"\\nheader = "X-Amz-Security-Token: %s"\\n' "$id:$secret" "$session" |
  curl -s -S -m 10 '${sts}/' --config - --aws-sigv4 'aws:amz:${region}:sts' --data Action=GetCallerIdentity \
    --data Version=2011-06-15)
arn=$(field Arn)
echo "is $arn"
`;

/** Takes a role with a token of a service account, from a pod. */
async function take(subject: Subject, roleArn: string, account: { namespace: string; serviceAccount: string }) {
  const { config } = subject.plan;
  const { region, aws } = config;
  const request = ["create", "token", account.serviceAccount, "--namespace", account.namespace];
  const token = await subject.kubectl.run([...request, "--audience", tokenAudience, "--duration", "10m"]);
  const sts = aws.endpoint ?? `https://sts.${region}.${partitionOf(region).domain}`;
  const input = `${token.trim()}\n`;
  return (await subject.kubectl.exec(await asker(subject), assumeScript(sts, region, roleArn), { input })).trim();
}

/** The roles whose service account exists, with their ARNs. */
async function rolesInUse(subject: Subject): Promise<(PodRole & { arn: string })[]> {
  wanted(subject);
  const arns = subject.site.outputs?.podRoleArns ?? {};
  const roles = podRolesOf(subject.plan).flatMap((role) => (arns[role.name] ? { ...role, arn: arns[role.name]! } : []));
  const found = await Promise.all(
    roles.map((role) =>
      subject.kubectl.attempt(["get", "serviceaccount", role.serviceAccount, "--namespace", role.namespace]),
    ),
  );
  const used = roles.filter((_, index) => found[index]!.code === 0);
  if (used.length === 0) throw new Skipped("no role of aws.identity has a service account that exists");
  return used;
}

async function takes(subject: Subject): Promise<string> {
  const roles = await rolesInUse(subject);
  const answers = await Promise.all(roles.map((role) => take(subject, role.arn, role)));
  expectNone(
    roles.flatMap(({ name, arn }, index) =>
      answers[index] === `is ${sessionOf(arn)}` ? [] : [`the role ${name}: ${answers[index]}, not ${sessionOf(arn)}`],
    ),
  );
  return roles.map(({ name, namespace: of, serviceAccount }) => `${name} by ${of}/${serviceAccount}`).join(", ");
}

/** The ARN of a session of a role. */
const sessionOf = (roleArn: string) =>
  `${roleArn.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/")}/groundup-verify`;

async function refused(subject: Subject): Promise<string> {
  const roles = await rolesInUse(subject);
  const stranger = { namespace, serviceAccount: "default" };
  await subject.stage.exists(); // the namespace of the stranger
  const answers = await Promise.all(roles.map(({ arn }) => take(subject, arn, stranger)));
  expectNone(
    roles.flatMap(({ name }, index) =>
      answers[index] === "refused AccessDenied" ? [] : [`the role ${name}: ${answers[index]}, not AccessDenied`],
    ),
  );
  return `${roles.map(({ name }) => name).join(", ")}: AccessDenied for ${namespace}/default`;
}

/** The IAM roles that pods take. */
export const podIdentities: Area = {
  name: "pod identity",
  checks: [
    { name: "AWS can read the cluster's token keys", run: published },
    { name: "service accounts take their IAM roles", run: takes },
    { name: "another service account takes none of these roles", run: refused },
  ],
};
