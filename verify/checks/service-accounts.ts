import { acceptedIssuers } from "../../lib/identity";
import type { Area } from "../check";
import { expect, expectNone, Failed } from "../outcome";
import { namespace } from "../kubectl";
import { acceptedToken, watchLag } from "../lags";
import type { EchoPod } from "../stage";
import type { Subject } from "../subject";
import { until } from "../wait";

/** Longest life of a pod's token, in seconds: an hour, and what the kubelet adds. */
const longestLife = 3607;

const mount = "/var/run/secrets/kubernetes.io/serviceaccount";
const account = `system:serviceaccount:${namespace}:default`;

/** The claims of a token. */
export interface Claims {
  readonly iss: string;
  readonly aud: readonly string[];
  readonly exp: number;
  readonly iat: number;
  readonly sub: string;
  readonly "kubernetes.io"?: { readonly pod?: { readonly name: string }; readonly node?: { readonly name: string } };
}

/** Reads a token's claims without verifying its signature. */
export function parseToken(token: string): Claims {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Claims;
}

/**
 * Problems with the token of a pod's default account.
 * @param issuers the issuers that API servers accept, which are the audiences of such a token. Default: its own alone.
 */
export function claimProblems(claims: Claims, pod: EchoPod, issuers: readonly string[] = [claims.iss]): string[] {
  const { "kubernetes.io": bound, exp, iat, aud, iss, sub } = claims;
  return [
    ...(sub === account ? [] : [`it is for ${sub}, not ${account}`]),
    ...(issuers.includes(iss) ? [] : [`its issuer is ${iss}, not one of ${issuers.join(", ")}`]),
    ...([...aud].sort().join() === [...issuers].sort().join()
      ? []
      : [`its audience is ${aud.join(", ")}, not ${issuers.join(", ")}`]),
    ...(exp - iat <= longestLife ? [] : [`it lives for ${exp - iat} s, more than an hour`]),
    ...(bound?.pod?.name === pod.name ? [] : [`it is bound to pod ${bound?.pod?.name}, not ${pod.name}`]),
    ...(bound?.node?.name === pod.node ? [] : [`it is bound to node ${bound?.node?.name}, not ${pod.node}`]),
  ];
}

async function bound(subject: Subject): Promise<string> {
  const [pod] = await subject.stage.echo();
  const claims = parseToken(await subject.kubectl.exec(pod!, `cat ${mount}/token`));
  const { plan } = subject.site;
  expectNone(claimProblems(claims, pod!, plan && acceptedIssuers(plan.config)));
  return `to its pod and node, for ${claims.exp - claims.iat} s, audience ${claims.aud.join(", ")}`;
}

/** Asks the API for the client's identity, as programs in pods do. */
const whoScript = `token=$(cat ${mount}/token)
curl -s -S -m 10 --cacert ${mount}/ca.crt -H "Authorization: Bearer $token" \\
  -H 'Content-Type: application/json' -d '{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}' \\
  https://kubernetes.default.svc/apis/authentication.k8s.io/v1/selfsubjectreviews`;

async function works(subject: Subject): Promise<string> {
  const pods = await subject.stage.echo();
  const answers = await Promise.all(pods.map((pod) => subject.kubectl.exec(pod, whoScript)));
  answers.forEach((text, index) =>
    expect(text.includes(`"${account}"`), `on ${pods[index]!.node}: ${text.slice(0, 300)}`),
  );
  return `${account}, through kubernetes.default.svc from ${pods.length} nodes`;
}

async function newToken(subject: Subject, ...flags: string[]): Promise<string> {
  return (await subject.kubectl.run(["create", "token", "default", "--namespace", namespace, ...flags])).trim();
}

const apis = "/api/v1";

async function audience(subject: Subject): Promise<string> {
  await subject.stage.exists();
  const api = await subject.api();
  const own = await api.request(apis, { token: await newToken(subject) });
  const foreign = await api.request(apis, { token: await newToken(subject, "--audience", "elsewhere.example") });
  expect(own.status === 200, `a token for the API is answered with ${own.status}`);
  expect(foreign.status === 401, `a token for another audience is answered with ${foreign.status}, not 401`);
  return "a token for the API: 200, for another audience: 401";
}

/**
 * Uses a token until it is no longer accepted, and returns the status then. The API server asks its informers whether
 * the object to which the token is bound exists (pkg/controller/serviceaccount/tokengetter.go). The informers learn of
 * changes late, and the API server caches accepted tokens.
 * @throws Failed if the token is accepted for longer than both can explain.
 */
export async function untilNotAccepted(
  ask: () => Promise<number>,
  longest: number = watchLag + acceptedToken,
): Promise<number> {
  return until("the API server to refuse a token whose Secret was deleted", longest, async () => {
    const status = await ask();
    if (status === 200) throw new Failed("it is still answered with 200");
    return status;
  });
}

/** The token at the end has not been used before, so no API server has it in its cache. */
async function revoked(subject: Subject): Promise<string> {
  const { stage, kubectl } = subject;
  await stage.exists();
  const api = await subject.api();
  await kubectl.run(["create", "secret", "generic", "anchor", "--namespace", namespace]);
  const flags = ["--bound-object-kind", "Secret", "--bound-object-name", "anchor"];
  const [used, unused] = await Promise.all([newToken(subject, ...flags), newToken(subject, ...flags)]);
  const before = await api.request(apis, { token: used });
  await kubectl.run(["delete", "secret", "anchor", "--namespace", namespace]);
  const gone = Date.now();
  const after = await untilNotAccepted(async () => (await api.request(apis, { token: unused })).status);
  const seconds = ((Date.now() - gone) / 1000).toFixed(1);
  expect(before.status === 200, `a token bound to a Secret that exists is answered with ${before.status}`);
  expect(after === 401, `a token bound to a deleted Secret is answered with ${after}, not 401`);
  return `a token ends with the object that it is bound to, here after ${seconds} s`;
}

/** Tokens of service accounts. */
export const serviceAccounts: Area = {
  name: "tokens",
  checks: [
    { name: "a pod's token is bound", run: bound },
    { name: "a pod's token works against the API", run: works },
    { name: "a token for another audience is refused", run: audience },
    { name: "a token ends when its bound object is deleted", run: revoked },
  ],
};
