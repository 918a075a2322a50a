import type { Review } from "../../review/review";
import { planned, planOf, reviewOf } from "../support/planned";

const machine = (name: string) => planned("aws_instance", name, ["no-op"], { id: name }, { id: name });
const nodes = [machine("master-0"), machine("worker-0")];
const known = { url: "one.s3.us-east-2.amazonaws.com" };
const provided = planned("aws_iam_openid_connect_provider", "identity_provider", ["no-op"], known, known);
const review = (...changes: { address: string }[]) =>
  reviewOf(
    planOf(...nodes, ...changes, ...(changes.some(({ address }) => address === provided.address) ? [] : [provided])),
  );
const kindsOf = ({ findings }: Review) => [...new Set(findings.flatMap(({ kind }) => kind ?? []))].sort();
const saysOf = ({ findings }: Review) => findings.map(({ says }) => says).join("\n");

const document = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const issuer = known.url;
const provider = `arn:aws:iam::123456789012:oidc-provider/${issuer}`;
const subject = (account: string) => ({
  StringEquals: { [`${issuer}:aud`]: "sts.amazonaws.com", [`${issuer}:sub`]: `system:serviceaccount:${account}` },
});
const trust = (more: object = {}) => ({
  Effect: "Allow",
  Principal: { Federated: provider },
  Action: ["sts:AssumeRoleWithWebIdentity"],
  Condition: subject("default:reader"),
  ...more,
});
const allow = (actions: string[], resources: string[], more: object = {}) => ({
  ...{ Effect: "Allow", Action: actions, Resource: resources },
  ...more,
});

const role = "identity_role-reader";
const rolePolicy = (before: string | undefined, after: string | undefined) =>
  change("aws_iam_role_policy", `${role}_policy`, before && { policy: before }, after && { policy: after });
const roleTrust = (before: string | undefined, after: string | undefined) =>
  change("aws_iam_role", role, before && { assume_role_policy: before }, after && { assume_role_policy: after });
function change(type: string, name: string, before?: object | "", after?: object | "") {
  const action = before ? (after ? "update" : "delete") : "create";
  return planned(type, name, [action], before || null, after || null);
}

describe("a role's policy", () => {
  const read = document(allow(["s3:GetObject"], ["arn:aws:s3:::a/*"]));
  const grants: [string, string | undefined, string, string[]][] = [
    ["is new", undefined, read, ["grant-rights"]],
    [
      "allows another action",
      read,
      document(allow(["s3:GetObject", "s3:PutObject"], ["arn:aws:s3:::a/*"])),
      ["grant-rights"],
    ],
    ["allows more of a service", read, document(allow(["s3:Get*"], ["arn:aws:s3:::a/*"])), ["grant-rights"]],
    ["allows another resource", read, document(allow(["s3:GetObject"], ["arn:aws:s3:::b/*"])), ["grant-rights"]],
    ["allows all resources", read, document(allow(["s3:GetObject"], ["*"])), ["grant-rights"]],
    [
      "loses a condition",
      document(allow(["s3:GetObject"], ["*"], { Condition: { Bool: { "aws:SecureTransport": "true" } } })),
      document(allow(["s3:GetObject"], ["*"])),
      ["grant-rights"],
    ],
    [
      "loses a Deny",
      document(allow(["s3:*"], ["*"]), { Effect: "Deny", Action: "s3:DeleteObject", Resource: "*" }),
      document(allow(["s3:*"], ["*"])),
      ["grant-rights"],
    ],
    [
      "denies less",
      document(allow(["s3:*"], ["*"]), { Effect: "Deny", Action: "s3:*", Resource: "*" }),
      document(allow(["s3:*"], ["*"]), { Effect: "Deny", Action: "s3:Put*", Resource: "*" }),
      ["grant-rights"],
    ],
    [
      "takes a pattern for one character",
      document(allow(["s3:Get?"], ["*"])),
      document(allow(["s3:Get*"], ["*"])),
      ["grant-rights"],
    ],
    ["allows everything", read, document(allow(["*"], ["*"])), ["give-administration"]],
    ["allows all of IAM", read, document(allow(["iam:*"], ["arn:aws:iam::1:role/x"])), ["give-administration"]],
    ["allows to change policies", read, document(allow(["IAM:put*"], ["*"])), ["give-administration"]],
    [
      "allows all but something",
      read,
      document({ Effect: "Allow", NotAction: "s3:GetObject", Resource: "*" }),
      ["not-judged"],
    ],
    ["is no policy", read, "nonsense", ["not-judged"]],
    ["has the older version", read, JSON.stringify({ Statement: [allow(["s3:GetObject"], ["*"])] }), ["not-judged"]],
  ];
  test.each(grants)("%s: never safe", (_, before, after, kinds) => {
    const found = review(rolePolicy(before, after));
    expect(kindsOf(found)).toEqual(kinds);
    expect(found.verdict).not.toBe("safe");
  });

  test.each([
    ["allows less", document(allow(["s3:*"], ["*"])), read],
    [
      "gets a condition",
      read,
      document(
        allow(["s3:GetObject"], ["arn:aws:s3:::a/*"], { Condition: { Bool: { "aws:SecureTransport": "true" } } }),
      ),
    ],
    [
      "gets a Deny",
      read,
      document(allow(["s3:GetObject"], ["arn:aws:s3:::a/*"]), {
        Effect: "Deny",
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::a/b",
      }),
    ],
  ])("%s: pods lose rights, and nothing is opened", (_, before, after) => {
    const found = review(rolePolicy(before, after));
    expect(kindsOf(found)).toEqual([]);
    expect(found).toMatchObject({ verdict: "disruptive", findings: [{ comesBack: false }] });
    expect(saysOf(found)).toMatch(/^the role reader loses rights: /);
  });

  test("in another order, or with lists of one, is the same", () => {
    const other = JSON.stringify({
      Statement: { Resource: "arn:aws:s3:::a/*", Action: "S3:getobject", Effect: "Allow", Sid: "x" },
      Version: "2012-10-17",
    });
    expect(review(rolePolicy(read, other))).toMatchObject({ verdict: "safe", findings: [] });
  });

  test("says what, and on which resource", () => {
    expect(saysOf(review(rolePolicy(undefined, read)))).toBe(
      "the role reader gets rights: s3:GetObject on arn:aws:s3:::a/*",
    );
  });

  test("that only the apply knows, or that is sensitive, is not safe", () => {
    const later = rolePolicy(undefined, read);
    later.change = { ...later.change, after: {}, after_unknown: { policy: true } };
    expect(kindsOf(review(later))).toEqual(["unknown-values"]);
    const hidden = rolePolicy(read, document(allow(["s3:*"], ["*"])));
    hidden.change = { ...hidden.change, after_sensitive: { policy: true } as never };
    expect(kindsOf(review(hidden))).toEqual(["sensitive-values"]);
  });

  test.each([
    ["arn:aws:iam::123456789012:policy/reports", "grant-rights"],
    ["arn:aws:iam::aws:policy/AdministratorAccess", "give-administration"],
  ])("%s, attached, is %s", (arn, kind) => {
    const attached = change("aws_iam_role_policy_attachment", `${role}_attached-x`, undefined, { policy_arn: arn });
    expect(kindsOf(review(attached))).toEqual([kind]);
  });
});

describe("a role's trust", () => {
  const own = document(trust());
  test.each([
    ["one service account", undefined, own, ["grant-rights"]],
    ["another service account", own, document(trust({ Condition: subject("default:other") })), ["grant-rights"]],
    ["a second service account", own, document(trust(), trust({ Condition: subject("a:b") })), ["grant-rights"]],
    ["anyone", own, document({ Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" }), ["open-role"]],
    [
      "another account",
      own,
      document({ Effect: "Allow", Principal: { AWS: "arn:aws:iam::1:root" }, Action: "sts:AssumeRole" }),
      ["open-role"],
    ],
    [
      "every service account",
      own,
      document(trust({ Condition: { StringLike: subject("*:*").StringEquals } })),
      ["open-role"],
    ],
    [
      "every subject",
      own,
      document(trust({ Condition: { StringEquals: { [`${issuer}:aud`]: "sts.amazonaws.com" } } })),
      ["open-role"],
    ],
    [
      "every audience",
      own,
      document(trust({ Condition: { StringEquals: { [`${issuer}:sub`]: "system:serviceaccount:default:reader" } } })),
      ["open-role"],
    ],
    ["no condition", own, document(trust({ Condition: undefined })), ["open-role"]],
    [
      "another issuer's service account",
      own,
      document(
        trust({
          Principal: { Federated: "arn:aws:iam::1:oidc-provider/evil.example.com" },
          Condition: {
            StringEquals: {
              "evil.example.com:aud": "sts.amazonaws.com",
              "evil.example.com:sub": "system:serviceaccount:default:reader",
            },
          },
        }),
      ),
      ["open-role"],
    ],
    [
      "another issuer's keys",
      own,
      document(trust({ Principal: { Federated: "arn:aws:iam::1:oidc-provider/evil.example.com" } })),
      ["open-role"],
    ],
    [
      "another service",
      own,
      document({ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }),
      ["open-role"],
    ],
    [
      "all but one",
      own,
      document({ Effect: "Allow", NotPrincipal: { AWS: "1" }, Action: "sts:AssumeRole" }),
      ["not-judged"],
    ],
  ])("for %s is never safe", (_, before, after, kinds) => {
    const found = review(roleTrust(before, after));
    expect(kindsOf(found)).toEqual(kinds);
    expect(["cannot-judge", "dangerous"]).toContain(found.verdict);
  });

  test("names the service account that may take a role, and the one that no longer may", () => {
    expect(saysOf(review(roleTrust(own, document(trust({ Condition: subject("billing:reports") })))))).toBe(
      [
        "the service account billing/reports may take the role reader",
        "the service account default/reader may no longer take the role reader",
      ].join("\n"),
    );
  });

  test("for machines is the masters'", () => {
    const masters = document({
      Effect: "Allow",
      Principal: { Service: "ec2.amazonaws.com" },
      Action: "sts:AssumeRole",
    });
    const found = review(change("aws_iam_role", "identity_role-masters", undefined, { assume_role_policy: masters }));
    expect(saysOf(found)).toBe("the masters may take the role masters");
  });
});

describe("the bucket of token keys", () => {
  const bucket = (after: string) =>
    change("aws_s3_bucket_policy", "identity_bucket-policy", undefined, { policy: after });
  const documents = ["arn:aws:s3:::one/.well-known/openid-configuration", "arn:aws:s3:::one/openid/v1/jwks"];
  const anyone = (Action: string, Resource: string | string[]) =>
    document({ Effect: "Allow", Principal: "*", Action, Resource });

  test("lets anyone read its two documents", () => {
    expect(review(bucket(anyone("s3:GetObject", documents)))).toMatchObject({ verdict: "safe", findings: [] });
  });

  test.each([
    ["everything be read", anyone("s3:GetObject", "arn:aws:s3:::one/*")],
    ["the documents be written", anyone("s3:PutObject", documents)],
    ["the documents of any folder be read", anyone("s3:GetObject", "arn:aws:s3:::one/*/openid/v1/jwks")],
    [
      "another account write",
      document({ Effect: "Allow", Principal: { AWS: "1" }, Action: "s3:PutObject", Resource: documents }),
    ],
  ])("does not let %s", (_, policy) => {
    expect(kindsOf(review(bucket(policy)))).toEqual(["open-issuer-bucket"]);
  });

  test("stays closed to access lists while it is there", () => {
    const block = change("aws_s3_bucket_public_access_block", "identity_bucket-access", { bucket: "one" });
    const gone = change("aws_s3_bucket", "identity_bucket", { bucket: "one" });
    expect(kindsOf(review(block))).toEqual(["not-judged"]);
    expect(kindsOf(review(block, gone))).toEqual([]);
  });

  test("under a name that groundup does not make is not judged", () => {
    const stranger = change("aws_s3_bucket_policy", "identity_other", undefined, {
      policy: anyone("s3:GetObject", documents),
    });
    expect(kindsOf(review(stranger))).toEqual(["not-judged"]);
  });
});

describe("an instance profile of a machine that runs", () => {
  const gets = planned("aws_instance", "master-0", ["update"], { id: "i", iam_instance_profile: "old" }, { id: "i" });
  gets.change.after_unknown = { iam_instance_profile: true };
  const reviewOfReference = (...references: string[]) => {
    const plan = planOf(nodes[1], gets);
    const block = { ...gets, expressions: { iam_instance_profile: { references } } };
    return reviewOf({ ...plan, configuration: { root_module: { resources: [block] } } });
  };

  test.each([
    ["groundup's for masters", ["aws_iam_instance_profile.identity_masters.name"], ["grant-rights"]],
    ["another one", ["aws_iam_instance_profile.of_others.name"], ["not-judged"]],
    ["one whose name is written out", [], ["not-judged"]],
  ])("%s is a finding", (_, references, kinds) => {
    expect(kindsOf(reviewOfReference(...references))).toEqual(kinds);
  });
});

test.each([
  ["aws_iam_openid_connect_provider", "identity_provider"],
  ["aws_iam_role", role],
  ["aws_iam_role_policy", `${role}_policy`],
  ["aws_s3_bucket", "identity_bucket"],
  ["aws_s3_bucket_policy", "identity_bucket-policy"],
  ["aws_iam_instance_profile", "identity_masters"],
])("a destroyed %s takes something from pods", (type, name) => {
  expect(review(change(type, name, { id: "x" }))).toMatchObject({
    verdict: "disruptive",
    findings: [{ comesBack: false }],
  });
});

test.each([
  ["aws_iam_openid_connect_provider", "identity_provider", "client_id_list"],
  ["aws_iam_openid_connect_provider", "identity_provider", "thumbprint_list"],
  ["aws_iam_role", role, "permissions_boundary"],
  ["aws_iam_instance_profile", "identity_masters", "role"],
  ["aws_s3_bucket", "identity_bucket", "acl"],
  ["aws_s3_bucket_public_access_block", "identity_bucket-access", "block_public_acls"],
])("%s with another %s is not judged", (type, name, attribute) => {
  const found = review(change(type, name, { [attribute]: "a" }, { [attribute]: "b" }));
  expect(kindsOf(found)).toEqual(["not-judged"]);
});

describe("outside of Terraform", () => {
  const policy = document(allow(["s3:GetObject"], ["*"]));
  const known = planned("aws_iam_role_policy", `${role}_policy`, ["no-op"], { policy }, { policy });
  const seen = (attribute: string, value: unknown) => {
    const drifted = planned("aws_iam_role", role, ["update"], { [attribute]: [] }, { [attribute]: value });
    const unchanged = planned("aws_iam_role", role, ["no-op"], {}, {});
    return kindsOf(reviewOf({ ...planOf(...nodes, known, unchanged), resource_drift: [drifted] }));
  };

  test("a role shows the policies that Terraform gave it", () => {
    expect(seen("inline_policy", [{ name: "x", policy }])).toEqual([]);
  });

  test.each([
    ["inline_policy", [{ name: "x", policy: document(allow(["*"], ["*"])) }]],
    ["managed_policy_arns", ["arn:aws:iam::aws:policy/AdministratorAccess"]],
    ["assume_role_policy", document({ Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" })],
  ])("a role that got another %s is drift", (attribute, value) => {
    expect(seen(attribute, value)).toEqual(["drift"]);
  });
});
