import { X509Certificate } from "node:crypto";
import * as z from "zod";
import { refusing, someText, text, whole, type Fault } from "./fields";

/** An https URL without what the API server refuses in one: user, query, fragment. */
const httpsUrl = text(
  (value) => {
    const wanted = "an https URL without user, query or fragment";
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url?.protocol !== "https:") return { wanted, remedy: "write it with https:// in front" };
    // Never echo it: what stands before the @ is a password.
    if (url.username || url.password)
      return { found: "a URL with a user", wanted, remedy: "remove what stands before the @" };
    return /[?#]/.test(value) ? { wanted, remedy: "remove what follows ? or #" } : undefined;
  },
  { format: "uri", pattern: "^https://" },
);

const certificateBlock = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Certificates of authorities as PEM. They are public, so they stand in the cluster file, as in the API server's own. */
const authorities = text(
  (value) => {
    const wanted = "certificates of authorities as PEM";
    // Never echo it: a key that was pasted here would end up in a build log.
    if (value.includes("PRIVATE KEY")) return { found: "a private key", wanted, remedy: "write the certificate alone" };
    const blocks = value.match(certificateBlock) ?? [];
    const found = `${blocks.length} certificates in ${value.length} characters`;
    const remedy = "write the file's content behind |, indented";
    if (blocks.length === 0) return { found, wanted, remedy };
    return blocks.every(isCertificate) ? undefined : { found: "a PEM block that is no certificate", wanted, remedy };
  },
  { minLength: 1 },
).describe("PEM of the authorities that its certificate is checked against. Left out: those that Ubuntu trusts.");

/** A CEL expression. Whether it compiles is found out by the API server when it starts. */
const expression = someText(4096, "write a CEL expression");
const claimName = someText(256, "write the claim's name");
const message = someText(4096, "shorten it").optional();

const issuer = z.strictObject({
  url: httpsUrl.describe("The issuer: the iss claim of its tokens, to the letter."),
  discoveryURL: httpsUrl
    .optional()
    .describe("Where its OpenID configuration is. Left out: <url>/.well-known/openid-configuration."),
  certificateAuthority: authorities.optional(),
  audiences: z
    .array(someText(1024, "write the client's id"))
    .check(refusing(needsOne))
    .describe("The clients whose tokens are taken: one must be in the aud claim."),
  audienceMatchPolicy: z
    .enum(["MatchAny"])
    .optional()
    .describe("Needed as soon as there are two audiences. Left out: there is one."),
  egressSelectorType: z
    .enum(["controlplane", "cluster"])
    .optional()
    .describe("The way out to the issuer, where the API server has an egress selector configuration. Left out: none."),
});

const prefixed = {
  claim: claimName.optional().describe("The claim to take. Left out: what the expression says."),
  prefix: z
    .string()
    .optional()
    .describe('What to put in front of it; needed with claim, "" for nothing. Left out: there is no claim.'),
  expression: expression
    .optional()
    .describe("A CEL expression over claims, in place of claim and prefix. Left out: the claim is taken."),
};

const claimMappings = z.strictObject({
  username: z.strictObject(prefixed).describe("The user's name."),
  groups: z.strictObject(prefixed).optional().describe("The user's groups: text or a list. Left out: none."),
  uid: z
    .strictObject({ claim: prefixed.claim, expression: prefixed.expression })
    .optional()
    .describe("The user's id. Left out: none."),
  extra: z
    .array(
      z.strictObject({
        key: someText(256, "write a domain, a slash and a name").describe("Its key: example.org/name, in lower case."),
        valueExpression: expression.describe("A CEL expression over claims: text or a list."),
      }),
    )
    .optional()
    .describe("What authorizers and webhooks are told besides. Left out: nothing."),
});

const claimValidationRule = z.strictObject({
  claim: claimName.optional().describe("A claim that must be there. Left out: the expression decides."),
  requiredValue: z.string().optional().describe("What it must be. Left out: empty."),
  expression: expression
    .optional()
    .describe("A CEL expression over claims that must be true. Left out: the claim decides."),
  message: message.describe("What a refused token's owner is not told, but the API server's log is. Left out: none."),
});

const userValidationRule = z.strictObject({
  expression: expression.describe("A CEL expression over user that must be true."),
  message: message.describe("Why not, for the API server's log. Left out: none."),
});

const jwtAuthenticator = z.strictObject({
  issuer: issuer.describe("Who signs the tokens, and for whom."),
  claimMappings: claimMappings.describe("How claims become a user."),
  claimValidationRules: z.array(claimValidationRule).optional().describe("What claims must hold. Left out: nothing."),
  userValidationRules: z
    .array(userValidationRule)
    .optional()
    .describe("What the user must hold that came of them. Left out: nothing."),
});

const webhook = z.strictObject({
  server: httpsUrl.describe("The URL that TokenReviews of authentication.k8s.io/v1 are posted to."),
  certificateAuthority: authorities.optional(),
  cacheSeconds: whole(1, 86_400, "86400 seconds are a day, for which a withdrawn token would be believed")
    .default(120)
    .describe("How long an answer is believed, in seconds."),
});

/** Who may come besides the cluster's own certificates and service accounts. */
export const authentication = z.strictObject({
  jwt: z
    .array(jwtAuthenticator)
    .default([])
    .describe(
      "OIDC and other JWT issuers: the jwt entries of AuthenticationConfiguration (apiserver.config.k8s.io/v1).",
    ),
  webhook: webhook
    .optional()
    .describe("A service that is asked about every bearer token that nobody else knows. Left out: nobody is asked."),
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
