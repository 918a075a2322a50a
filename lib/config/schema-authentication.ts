import { X509Certificate } from "node:crypto";
import * as z from "zod";
import { httpsUrl, refusing, someText, text, whole, type Fault } from "./fields";

const certificateBlock = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** CA certificates as PEM. They are public, so the cluster file may contain them, as the API server's own file does. */
const authorities = text(
  (value) => {
    const wanted = "CA certificates as PEM";
    // Never echo it: a key that a user pasted here would be in a build log.
    if (value.includes("PRIVATE KEY")) return { found: "a private key", wanted, remedy: "write only certificates" };
    const blocks = value.match(certificateBlock) ?? [];
    const found = `${blocks.length} certificates in ${value.length} characters`;
    const remedy = "write the file's content behind |, indented";
    if (blocks.length === 0) return { found, wanted, remedy };
    return blocks.every(isCertificate) ? undefined : { found: "a PEM block that is not a certificate", wanted, remedy };
  },
  { minLength: 1 },
).describe(
  "CA certificates as PEM. One of these CAs must have signed the TLS certificate of the issuer or webhook. Default: the CAs that Ubuntu trusts.",
);

/** A CEL expression. Only the API server checks whether it compiles, when it starts. */
const expression = someText(4096, "write a CEL expression");
const claimName = someText(256, "write the claim's name");
const message = someText(4096, "shorten it").optional();

const issuer = z.strictObject({
  url: httpsUrl.describe("The URL of the issuer, exactly as in the iss claim of its tokens."),
  discoveryURL: httpsUrl
    .optional()
    .describe("The URL of the issuer's OpenID configuration. Default: <url>/.well-known/openid-configuration."),
  certificateAuthority: authorities.optional(),
  audiences: z
    .array(someText(1024, "write the client's id"))
    .check(refusing(needsOne))
    .describe("Accepted audiences. The aud claim must contain at least one of them."),
  audienceMatchPolicy: z
    .enum(["MatchAny"])
    .optional()
    .describe(
      "How the aud claim is compared with the audiences: MatchAny means that one match is enough. Required with two or more audiences. Default: none, for one audience.",
    ),
  egressSelectorType: z
    .enum(["controlplane", "cluster"])
    .optional()
    .describe(
      "The egress selector for connections to the issuer, if the API server has an egress selector configuration. Default: none.",
    ),
});

const prefixed = {
  claim: claimName.optional().describe("The claim to use. Default: none, if expression is set."),
  prefix: z
    .string()
    .optional()
    .describe(
      'The prefix of the value. Required with claim; use "" for no prefix. Default: none, if expression is set.',
    ),
  expression: expression
    .optional()
    .describe("A CEL expression over claims, instead of claim and prefix. Default: none, if claim is set."),
};

const claimMappings = z.strictObject({
  username: z.strictObject(prefixed).describe("The user name."),
  groups: z
    .strictObject(prefixed)
    .optional()
    .describe("The groups of the user. The value is text or a list. Default: none."),
  uid: z
    .strictObject({ claim: prefixed.claim, expression: prefixed.expression })
    .optional()
    .describe("The id of the user. Default: none."),
  extra: z
    .array(
      z.strictObject({
        key: someText(256, "write a domain, a slash and a name").describe(
          "The name of the attribute, in lower case, such as example.org/name.",
        ),
        valueExpression: expression.describe("A CEL expression over claims. Its value is text or a list."),
      }),
    )
    .optional()
    .describe("Additional attributes of the user, for authorizers and webhooks. Default: none."),
});

const claimValidationRule = z.strictObject({
  claim: claimName.optional().describe("A required claim. Default: none, if expression is set."),
  requiredValue: z.string().optional().describe("The required value of the claim. Default: the empty text."),
  expression: expression
    .optional()
    .describe("A CEL expression over claims that must be true. Default: none, if claim is set."),
  message: message.describe(
    "The reason of a refusal. It is in the API server's log; the user does not see it. Default: none.",
  ),
});

const userValidationRule = z.strictObject({
  expression: expression.describe("A CEL expression over user that must be true."),
  message: message.describe("The reason of a refusal, for the API server's log. Default: none."),
});

const jwtAuthenticator = z.strictObject({
  issuer: issuer.describe("The issuer of the tokens, and the accepted audiences."),
  claimMappings: claimMappings.describe("How claims are mapped to a user."),
  claimValidationRules: z
    .array(claimValidationRule)
    .optional()
    .describe("Rules that the claims must satisfy. Default: none."),
  userValidationRules: z
    .array(userValidationRule)
    .optional()
    .describe("Rules that the resulting user must satisfy. Default: none."),
});

const webhook = z.strictObject({
  server: httpsUrl.describe("The URL of the webhook. It gets TokenReviews of authentication.k8s.io/v1."),
  certificateAuthority: authorities.optional(),
  cacheSeconds: whole(1, 86_400, "86400 seconds are one day: the API server would accept a revoked token for that long")
    .default(120)
    .describe("How long an answer is cached, in seconds."),
});

/** More ways to authenticate to the API server, in addition to the cluster's own certificates and service accounts. */
export const authentication = z.strictObject({
  jwt: z
    .array(jwtAuthenticator)
    .default([])
    .describe(
      "OIDC and other JWT issuers: the jwt entries of AuthenticationConfiguration (apiserver.config.k8s.io/v1).",
    ),
  webhook: webhook
    .optional()
    .describe(
      "A webhook that checks every bearer token that no other authenticator accepts. It can authenticate a token as any user or group, including system:masters. Default: none.",
    ),
});

function needsOne(list: readonly unknown[]): Fault | undefined {
  if (list.length > 0) return undefined;
  return { found: "an empty list", wanted: "at least one audience", remedy: "add the id of the client" };
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
