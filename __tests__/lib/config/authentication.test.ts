import { parse, problemsOf } from "./parse";

interface Authenticator {
  readonly issuer?: Record<string, unknown>;
  readonly username?: Record<string, unknown>;
  readonly [field: string]: unknown;
}

/** An authenticator that the API server takes, with changes. */
function authenticator({ issuer, username, ...rest }: Authenticator = {}) {
  return {
    issuer: { url: "https://issuer.example", audiences: ["kubernetes"], ...issuer },
    claimMappings: { username: username ?? { claim: "sub", prefix: "oidc:" } },
    ...rest,
  };
}

const fileOf = (...jwt: object[]) => JSON.stringify({ authentication: { jwt } });
const pathsOf = (...jwt: object[]) =>
  problemsOf(fileOf(...jwt)).map(({ path }) => path.replace("authentication.jwt", "jwt"));

test("the configuration contains issuers exactly as the cluster file has them", () => {
  const rules = { claimValidationRules: [{ claim: "hd", requiredValue: "example.com" }] };
  const { config, warnings } = parse(fileOf(authenticator(rules)));
  expect(config.authentication.jwt).toEqual([authenticator(rules)]);
  expect(warnings).toEqual([]);
});

const username = (value: object) => authenticator({ username: value as Record<string, unknown> });
const mapped = "jwt[0].claimMappings";

test.each<[string, object, string[]]>([
  ["http", authenticator({ issuer: { url: "http://issuer.example" } }), ["jwt[0].issuer.url"]],
  ["a query", authenticator({ issuer: { url: "https://issuer.example/?a=b" } }), ["jwt[0].issuer.url"]],
  [
    "the cluster's own issuer",
    authenticator({ issuer: { url: "https://kubernetes.default.svc" } }),
    ["jwt[0].issuer.url"],
  ],
  [
    "its own URL for discovery",
    authenticator({ issuer: { discoveryURL: "https://issuer.example/" } }),
    ["jwt[0].issuer.discoveryURL"],
  ],
  ["no audience", authenticator({ issuer: { audiences: [] } }), ["jwt[0].issuer.audiences"]],
  [
    "an audience twice",
    authenticator({ issuer: { audiences: ["a", "a"], audienceMatchPolicy: "MatchAny" } }),
    ["jwt[0].issuer.audiences[1]"],
  ],
  [
    "several audiences alone",
    authenticator({ issuer: { audiences: ["a", "b"] } }),
    ["jwt[0].issuer.audienceMatchPolicy"],
  ],
  ["no PEM", authenticator({ issuer: { certificateAuthority: "ca.crt" } }), ["jwt[0].issuer.certificateAuthority"]],
  ["a misspelt key", authenticator({ claimValidationRule: [] }), ["jwt[0].claimValidationRule"]],
  ["claim without prefix", username({ claim: "sub" }), [`${mapped}.username.prefix`]],
  [
    "claim and expression",
    username({ claim: "sub", prefix: "", expression: "claims.sub" }),
    [`${mapped}.username`, `${mapped}.username.prefix`],
  ],
  ["neither", username({}), [`${mapped}.username`]],
  ["a prefix of Kubernetes' own", username({ claim: "sub", prefix: "system:" }), [`${mapped}.username.prefix`]],
  [
    "a literal of Kubernetes' own",
    username({ expression: "'system:' + claims.sub" }),
    [`${mapped}.username.expression`],
  ],
  ["an address that nobody verified", username({ expression: "claims.email" }), [`${mapped}.username.expression`]],
  [
    "message with claim, requiredValue with expression, a claim twice",
    authenticator({
      claimValidationRules: [
        { claim: "a", message: "no" },
        { expression: "true", requiredValue: "b" },
        { claim: "a" },
        {},
      ],
    }),
    [
      "jwt[0].claimValidationRules[0].message",
      "jwt[0].claimValidationRules[1].requiredValue",
      "jwt[0].claimValidationRules[3]",
      "jwt[0].claimValidationRules[2].claim",
    ],
  ],
])("groundup refuses %s", (_, entry, paths) => {
  expect(pathsOf(entry)).toEqual(paths);
});

test("keys of extra attributes begin with the user's own domain, and each occurs once", () => {
  const extra = ["example.org/a", "a", "kubernetes.io/a", "sub.k8s.io/a", "example.org/A", "example.org/a"];
  const mappings = {
    username: { claim: "sub", prefix: "" },
    extra: extra.map((key) => ({ key, valueExpression: "claims.sub" })),
  };
  expect(pathsOf(authenticator({ claimMappings: mappings }))).toEqual(
    [1, 2, 3, 4, 5].map((index) => `jwt[0].claimMappings.extra[${index}].key`),
  );
});

test("an e-mail address is accepted as user name if a rule requires that it is verified", () => {
  const rule = { claimValidationRules: [{ expression: "claims.email_verified == true" }] };
  expect(() => parse(fileOf({ ...username({ expression: "claims.email" }), ...rule }))).not.toThrow();
});

test("issuers have different URLs, and there are at most 64", () => {
  expect(pathsOf(authenticator(), authenticator())).toEqual(["jwt[1].issuer.url"]);
  const many = Array.from({ length: 65 }, (_, index) =>
    authenticator({ issuer: { url: `https://i${index}.example` } }),
  );
  expect(pathsOf(...many)).toEqual(["jwt"]);
  expect(() => parse(fileOf(...many.slice(1)))).not.toThrow();
});

test("synthesis warns about an issuer that could use the group system:masters, unless a rule prevents it", () => {
  const entry = username({ claim: "sub", prefix: "" });
  expect(parse(fileOf(entry)).warnings).toEqual([
    expect.objectContaining({ path: "authentication.jwt[0].claimMappings" }),
  ]);
  const userValidationRules = [{ expression: "!user.username.startsWith('system:')" }];
  expect(parse(fileOf({ ...entry, userValidationRules })).warnings).toEqual([]);
});

test.each([
  ["http", { server: "http://webhook.example" }, ["authentication.webhook.server"]],
  [
    "a password, which is not shown",
    { server: "https://me:secret@webhook.example" },
    ["authentication.webhook.server"],
  ],
  [
    "a private key",
    { server: "https://w.example", certificateAuthority: "-----BEGIN PRIVATE KEY-----" },
    ["authentication.webhook.certificateAuthority"],
  ],
])("groundup refuses a webhook with %s", (_, webhook, paths) => {
  const problems = problemsOf(JSON.stringify({ authentication: { webhook } }));
  expect(problems.map(({ path }) => path)).toEqual(paths);
  expect(JSON.stringify(problems)).not.toMatch(/me:secret|BEGIN/);
});
