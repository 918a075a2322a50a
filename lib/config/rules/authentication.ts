import { serviceAccountIssuer } from "../../cluster";
import { renderPath, type Problem } from "../problem";
import type { ClusterConfig } from "../resolve";
import type { Rule } from "./rule";

type Authenticator = ClusterConfig["authentication"]["jwt"][number];
type Mapping = Authenticator["claimMappings"]["username"];
type Fault = Omit<Problem, "path">;

/** The API server's own limit. */
const mostAuthenticators = 64;

/** A check of one authenticator that the API server also makes when it starts (validation.go of its configuration API). */
type Check = (authenticator: Authenticator) => readonly (Fault & { readonly at: readonly PropertyKey[] })[];

/** An expression whose result begins with `system:`, such as `'system:' + claims.sub` or `["system:masters"]`. */
const systemLiteral = /^\s*\[?\s*r?(["'])system:/;

const reserved = (found: string): Fault => ({
  found,
  wanted: "a name that Kubernetes does not reserve",
  remedy: "choose a name that does not begin with system:",
});

/** Values that occur earlier in the list too, with their positions. */
const repeated = (values: readonly (string | undefined)[]) =>
  values.flatMap((value, index) => (value !== undefined && values.indexOf(value) < index ? [{ value, index }] : []));

const again = (value: string): Fault => ({ found: `${value} a second time`, wanted: "each once", remedy: "remove it" });

function claimOrExpression({ claim, expression }: Omit<Mapping, "prefix">): Fault[] {
  if ((claim === undefined) !== (expression === undefined)) return [];
  const found = claim === undefined ? "neither claim nor expression" : "both claim and expression";
  return [{ found, wanted: "one of the two", remedy: claim === undefined ? "add one" : "remove one" }];
}

function prefixFault({ claim, prefix, expression }: Mapping): Fault[] {
  if (prefix?.startsWith("system:")) return [reserved(prefix)];
  if (claim !== undefined && prefix === undefined) {
    const wanted = "a prefix for the claim, so that its names differ from those of other users and groups";
    return [{ found: "nothing", wanted, remedy: 'add a prefix, such as "oidc:", or "" for none' }];
  }
  if (expression === undefined || prefix === undefined) return [];
  return [
    { found: "a prefix, together with an expression", wanted: "nothing", remedy: "add the prefix in the expression" },
  ];
}

const mappings: Check = ({ claimMappings }) =>
  (["username", "groups", "uid"] as const).flatMap((field) => {
    const mapping: Mapping | undefined = claimMappings[field];
    if (!mapping) return [];
    const at = ["claimMappings", field];
    const literal = systemLiteral.test(mapping.expression ?? "") ? [reserved(mapping.expression!)] : [];
    return [
      ...claimOrExpression(mapping).map((fault) => ({ at, ...fault })),
      ...(field === "uid" ? [] : prefixFault(mapping).map((fault) => ({ at: [...at, "prefix"], ...fault }))),
      ...literal.map((fault) => ({ at: [...at, "expression"], ...fault })),
    ];
  });

/** A user name from an email claim needs a check of `email_verified`: the API server refuses it otherwise. */
const verifiedEmail: Check = ({ claimMappings: { username, extra = [] }, claimValidationRules = [] }) => {
  const expressions = [
    username.expression,
    ...extra.map(({ valueExpression }) => valueExpression),
    ...claimValidationRules.map(({ expression }) => expression),
  ];
  if (!/\bclaims\.\??email\b/.test(username.expression ?? "")) return [];
  if (expressions.some((text) => /\bclaims\.\??email_verified\b/.test(text ?? ""))) return [];
  return [
    {
      at: ["claimMappings", "username", "expression"],
      found: "claims.email, without claims.email_verified",
      wanted: "claims.email_verified in this expression, one of extra or one of claimValidationRules",
      remedy: "add the rule { expression: claims.email_verified == true }",
    },
  ];
};

const extraKeys: Check = ({ claimMappings: { extra = [] } }) => {
  const keys = extra.map(({ key }) => key);
  const at = (index: number) => ["claimMappings", "extra", index, "key"];
  const faults = keys.flatMap((key, index) => {
    const wanted = "your own domain, a slash and a name, in lower case";
    const remedy = "write it as example.org/name";
    if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\/[a-z0-9/._~%-]+$/.test(key)) {
      return [{ at: at(index), found: key, wanted, remedy }];
    }
    const kept = /^([^/]+\.)?(kubernetes|k8s)\.io\//.test(key);
    return kept ? [{ at: at(index), found: `${key}, in a domain that Kubernetes reserves`, wanted, remedy }] : [];
  });
  return [...faults, ...repeated(keys).map(({ value, index }) => ({ at: at(index), ...again(value) }))];
};

const validationRules: Check = ({ claimValidationRules = [], userValidationRules = [] }) => [
  ...claimValidationRules.flatMap((rule, index) => {
    const at = ["claimValidationRules", index];
    const strange = rule.claim === undefined ? "requiredValue" : "message";
    const misplaced = rule[strange] !== undefined && (rule.claim === undefined) !== (rule.expression === undefined);
    const fault = {
      found: `${strange}, together with ${rule.claim === undefined ? "expression" : "claim"}`,
      wanted: "nothing",
    };
    return [
      ...claimOrExpression(rule).map((fault) => ({ at, ...fault })),
      ...(misplaced ? [{ at: [...at, strange], ...fault, remedy: "remove it" }] : []),
    ];
  }),
  ...(["claim", "expression"] as const).flatMap((field) =>
    repeated(claimValidationRules.map((rule) => rule[field])).map(({ value, index }) => ({
      at: ["claimValidationRules", index, field],
      ...again(value),
    })),
  ),
  ...repeated(userValidationRules.map(({ expression }) => expression)).map(({ value, index }) => ({
    at: ["userValidationRules", index, "expression"],
    ...again(value),
  })),
];

const audiences: Check = ({ issuer }) => [
  ...repeated(issuer.audiences).map(({ value, index }) => ({ at: ["issuer", "audiences", index], ...again(value) })),
  ...(issuer.audiences.length > 1 && issuer.audienceMatchPolicy === undefined
    ? [
        {
          at: ["issuer", "audienceMatchPolicy"],
          found: "nothing, with several audiences",
          wanted: "MatchAny: a token must contain one of the audiences",
          remedy: "set audienceMatchPolicy: MatchAny",
        },
      ]
    : []),
];

const issuerUrls: Check = ({ issuer: { url, discoveryURL } }) => {
  const bare = (text: string) => text.replace(/\/+$/, "");
  const own = {
    found: `${url}, the issuer of this cluster's service accounts`,
    wanted: "the issuer of your users' tokens",
  };
  const same = {
    found: "the issuer's own URL",
    wanted: "a different, complete URL, with /.well-known/ and the rest of the path",
  };
  return [
    ...(url === serviceAccountIssuer ? [{ at: ["issuer", "url"], ...own, remedy: "use another issuer" }] : []),
    ...(discoveryURL !== undefined && bare(discoveryURL) === bare(url)
      ? [{ at: ["issuer", "discoveryURL"], ...same, remedy: "remove it, or complete it" }]
      : []),
  ];
};

const checks: readonly Check[] = [issuerUrls, audiences, mappings, verifiedEmail, extraKeys, validationRules];

const eachAlone: Rule["check"] = ({ authentication: { jwt } }) =>
  jwt.flatMap((authenticator, index) =>
    checks.flatMap((check) =>
      check(authenticator).map(({ at, ...fault }) => ({
        path: renderPath(["authentication", "jwt", index, ...at]),
        ...fault,
      })),
    ),
  );

const eachOnce: Rule["check"] = ({ authentication: { jwt } }) =>
  (["url", "discoveryURL"] as const).flatMap((field) =>
    repeated(jwt.map(({ issuer }) => issuer[field])).map(({ value, index }) => ({
      path: renderPath(["authentication", "jwt", index, "issuer", field]),
      ...again(value),
    })),
  );

const notTooMany: Rule["check"] = ({ authentication: { jwt } }) =>
  jwt.length <= mostAuthenticators
    ? []
    : [
        {
          path: "authentication.jwt",
          found: `${jwt.length} issuers`,
          wanted: `at most ${mostAuthenticators}: the API server accepts no more`,
          remedy: `remove ${jwt.length - mostAuthenticators} of them`,
        },
      ];

/** Whether an issuer can choose the whole name, such as the group system:masters. */
const decidesAlone = ({ prefix, expression }: Mapping) => prefix === "" || expression !== undefined;

const anyName: Rule["check"] = ({ authentication: { jwt } }) =>
  jwt.flatMap(({ claimMappings: { username, groups }, claimValidationRules = [], userValidationRules = [] }, index) => {
    const free = [username, groups].some((mapping) => mapping && decidesAlone(mapping));
    const rules = [...claimValidationRules, ...userValidationRules];
    if (!free || rules.some(({ expression }) => expression?.includes("system:"))) return [];
    return {
      path: renderPath(["authentication", "jwt", index, "claimMappings"]),
      found: "names without a prefix, and no rule about system:",
      wanted: "an issuer that cannot put its users into system:masters",
      remedy: "add prefixes, or userValidationRules such as user.groups.all(group, !group.startsWith('system:'))",
    };
  });

const reads = ["authentication.jwt"];

/** Rules of the API server for AuthenticationConfiguration, without those that need CEL, and rules for reserved names. */
export const authenticationRules: readonly Rule[] = [notTooMany, eachOnce, eachAlone].map((check) => ({
  reads,
  check,
}));

/** Warnings about issuers that can do more than is probably intended. */
export const authenticationWarnings: readonly Rule[] = [{ reads, check: anyName }];
