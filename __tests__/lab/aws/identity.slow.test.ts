import { createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import { type Emulator, startEmulator } from "../../../tools/fixtures/emulator";
import { describeUnlessMissing, missingForEmulator } from "../../support/missing";
import { scratchFolder } from "../../support/scratch";

const host = "docs.s3.us-east-2.amazonaws.com";
const issuer = `https://${host}`;
const provider = `arn:aws:iam::123456789012:oidc-provider/${host}`;
const role = "arn:aws:iam::123456789012:role/one";

const pair = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
const [own, foreign] = [pair(), pair()];
const keys = { keys: [{ ...own.publicKey.export({ format: "jwk" }), kid: "one", alg: "ES256", use: "sig" }] };

interface TokenParts {
  readonly claims?: object;
  readonly key?: KeyObject;
  readonly kid?: string;
}

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token of the service account a/b, unless something else is said. */
function token({ claims = {}, key = own.privateKey, kid = "one" }: TokenParts = {}): string {
  const exp = Math.floor(Date.now() / 1000) + 600;
  const usual = { iss: issuer, aud: ["sts.amazonaws.com"], sub: "system:serviceaccount:a:b", exp };
  const signed = `${base64({ alg: "ES256", kid })}.${base64({ ...usual, ...claims })}`;
  return `${signed}.${createSign("sha256").update(signed).sign({ key, dsaEncoding: "ieee-p1363" }, "base64url")}`;
}

const [groups, vpcs] = ["security-group", "vpc"].map((kind) => `arn:aws:ec2:us-east-2:*:${kind}/*`);
const tagged = { StringEquals: { "aws:RequestTag/owner": "me" } };
const onCreation = { StringEquals: { "ec2:CreateAction": ["CreateVolume", "CreateSecurityGroup"] } };

/**
 * What the role may do: read one object; create volumes and security groups with a tag, and delete the volumes that have
 * it.
 */
const rights = [
  { Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::docs/keys"] },
  { Action: ["ec2:DescribeVolumes"], Resource: "*" },
  { Action: ["ec2:CreateVolume"], Resource: "*", Condition: tagged },
  { Action: ["ec2:CreateSecurityGroup"], Resource: groups, Condition: tagged },
  { Action: ["ec2:CreateSecurityGroup"], Resource: vpcs },
  { Action: ["ec2:CreateTags"], Resource: ["arn:aws:ec2:us-east-2:*:volume/*", groups], Condition: onCreation },
  { Action: ["ec2:DeleteVolume"], Resource: "*", Condition: { StringEquals: { "aws:ResourceTag/owner": "me" } } },
].map((right) => ({ Effect: "Allow", ...right }));

const trust = {
  Effect: "Allow",
  Principal: { Federated: provider },
  Action: ["sts:AssumeRoleWithWebIdentity"],
  Condition: { StringEquals: { [`${host}:aud`]: "sts.amazonaws.com", [`${host}:sub`]: "system:serviceaccount:a:b" } },
};

const documentOf = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });

const bucketIn = (region: string) =>
  `<CreateBucketConfiguration><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`;

type Headers = Record<string, string>;

const versions: Readonly<Record<string, string>> = { ec2: "2016-11-15", iam: "2010-05-08", sts: "2011-06-15" };

describeUnlessMissing(missingForEmulator(), "The lab's STS and IAM", () => {
  const folder = scratchFolder();
  let emulator: Emulator;

  beforeAll(async () => {
    emulator = await startEmulator(folder);
    await put("/docs", bucketIn("us-east-2"));
    await put("/docs/.well-known/openid-configuration", JSON.stringify({ issuer, jwks_uri: `${issuer}/keys` }));
    await put("/docs/keys", JSON.stringify(keys));
    await ask("iam:CreateOpenIDConnectProvider", { Url: issuer, "ClientIDList.member.1": "sts.amazonaws.com" });
    await ask("iam:CreateRole", { RoleName: "one", AssumeRolePolicyDocument: documentOf(trust) });
    await ask("iam:PutRolePolicy", { RoleName: "one", PolicyName: "one", PolicyDocument: documentOf(...rights) });
  });
  afterAll(() => emulator?.stop());

  const signed = (service: string, key = "lab"): Headers => ({
    authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260101/us-east-2/${service}/aws4_request, SignedHeaders=host`,
  });

  const element = (xml: string, name: string) => new RegExp(`<${name}>([^<]*)<`).exec(xml)?.[1];

  async function send(method: string, path: string, headers: Headers, body?: string | URLSearchParams) {
    const response = await fetch(`${emulator.endpoint}${path}`, { method, headers, body });
    const xml = await response.text();
    return { xml, code: element(xml, "Code") ?? "none" };
  }

  const put = (path: string, body: string) => send("PUT", path, signed("s3"), body);

  function ask(call: string, parameters: Record<string, string> = {}, headers?: Headers) {
    const [service = "", Action = ""] = call.split(":");
    const body = new URLSearchParams({ Action, Version: versions[service]!, ...parameters });
    return send("POST", "/", headers ?? signed(service), body);
  }

  const assume = (WebIdentityToken: string) =>
    ask("sts:AssumeRoleWithWebIdentity", { RoleArn: role, RoleSessionName: "test", WebIdentityToken }, {});

  test("a token is of no use before the issuer's documents are public", async () => {
    expect((await assume(token())).code).toBe("InvalidIdentityToken");
    expect((await send("GET", "/docs/keys", {})).code).toBe("AccessDenied");
    const Resource = ["arn:aws:s3:::docs/keys", "arn:aws:s3:::docs/.well-known/*"];
    await put("/docs?policy", documentOf({ Effect: "Allow", Principal: "*", Action: ["s3:GetObject"], Resource }));
    expect((await send("GET", "/docs/keys", {})).code).toBe("none");
    expect((await assume(token())).code).toBe("none");
  });

  test.each<[what: string, parts: TokenParts, code: string]>([
    ["signed by another key", { key: foreign.privateKey }, "InvalidIdentityToken"],
    ["of a key that is not published", { kid: "two" }, "InvalidIdentityToken"],
    ["of another issuer", { claims: { iss: "https://other.s3.us-east-2.amazonaws.com" } }, "InvalidIdentityToken"],
    ["for another audience", { claims: { aud: ["https://kubernetes.default.svc"] } }, "InvalidIdentityToken"],
    ["of another service account", { claims: { sub: "system:serviceaccount:a:c" } }, "AccessDenied"],
    ["of another namespace", { claims: { sub: "system:serviceaccount:c:b" } }, "AccessDenied"],
    ["that has expired", { claims: { exp: 1 } }, "ExpiredTokenException"],
  ])("a token %s is refused", async (_, parts, code) => {
    expect((await assume(token(parts))).code).toBe(code);
  });

  test("an instance shows the profile that replaced its first one", async () => {
    const made = async (call: string, name: string, parameters: Record<string, string>) =>
      element((await ask(call, parameters)).xml, name)!;
    for (const InstanceProfileName of ["first", "second"])
      await ask("iam:CreateInstanceProfile", { InstanceProfileName });
    const VpcId = await made("ec2:CreateVpc", "vpcId", { CidrBlock: "10.0.0.0/16" });
    const SubnetId = await made("ec2:CreateSubnet", "subnetId", { VpcId, CidrBlock: "10.0.0.0/24" });
    const ImageId = await made("ec2:DescribeImages", "imageId", { "Owner.1": "099720109477" });
    const wanted = { MinCount: "1", MaxCount: "1", InstanceType: "t3.small", "IamInstanceProfile.Name": "first" };
    const id = await made("ec2:RunInstances", "instanceId", { ...wanted, ImageId, SubnetId });
    const shown = async () => (await ask("ec2:DescribeInstances", { "InstanceId.1": id })).xml;
    expect(await shown()).toContain(":instance-profile/first<");
    const AssociationId = await made("ec2:DescribeIamInstanceProfileAssociations", "associationId", {});
    const other = { AssociationId, "IamInstanceProfile.Name": "second" };
    expect((await ask("ec2:ReplaceIamInstanceProfileAssociation", other)).code).toBe("none");
    expect(await shown()).toContain(":instance-profile/second<");
  });

  describe("with the credentials of the role", () => {
    let session: { key: string; token: string };
    const as = (service: string): Headers => ({
      ...signed(service, session.key),
      "x-amz-security-token": session.token,
    });

    beforeAll(async () => {
      const { xml } = await assume(token());
      session = { key: element(xml, "AccessKeyId")!, token: element(xml, "SessionToken")! };
    });

    const volume = (tag?: string) => ({
      AvailabilityZone: "us-east-2a",
      Size: "1",
      ...(tag && {
        "TagSpecification.1.ResourceType": "volume",
        "TagSpecification.1.Tag.1.Key": "owner",
        "TagSpecification.1.Tag.1.Value": tag,
      }),
    });

    test("what the policy allows succeeds, and nothing else", async () => {
      expect((await ask("sts:GetCallerIdentity", {}, as("sts"))).xml).toContain("assumed-role/one/test");
      expect((await send("GET", "/docs/keys", as("s3"))).code).toBe("none");
      expect((await send("GET", "/docs/.well-known/openid-configuration", as("s3"))).code).toBe("AccessDenied");
      expect((await send("PUT", "/docs/keys", as("s3"), "x")).code).toBe("AccessDenied");
      expect((await ask("ec2:DescribeVolumes", {}, as("ec2"))).code).toBe("none");
      expect((await ask("ec2:DescribeInstances", {}, as("ec2"))).code).toBe("UnauthorizedOperation");
    });

    test("tags of requests and of resources count", async () => {
      expect((await ask("ec2:CreateVolume", volume(), as("ec2"))).code).toBe("UnauthorizedOperation");
      expect((await ask("ec2:CreateVolume", volume("you"), as("ec2"))).code).toBe("UnauthorizedOperation");
      const [mine, other] = [
        await ask("ec2:CreateVolume", volume("me"), as("ec2")),
        await ask("ec2:CreateVolume", volume()),
      ];
      const remove = (created: string) =>
        ask("ec2:DeleteVolume", { VolumeId: element(created, "volumeId")! }, as("ec2"));
      expect((await remove(other.xml)).code).toBe("UnauthorizedOperation");
      expect((await remove(mine.xml)).code).toBe("none");
    });

    test("a new security group needs a right on the group, and one on its VPC", async () => {
      const vpc = element((await ask("ec2:CreateVpc", { CidrBlock: "10.7.0.0/16" })).xml, "vpcId")!;
      const group = (name: string, tag?: string) => ({
        GroupName: name,
        GroupDescription: name,
        VpcId: vpc,
        ...(tag && {
          "TagSpecification.1.ResourceType": "security-group",
          "TagSpecification.1.Tag.1.Key": "owner",
          "TagSpecification.1.Tag.1.Value": tag,
        }),
      });
      const create = async (name: string, tag?: string) =>
        (await ask("ec2:CreateSecurityGroup", group(name, tag), as("ec2"))).code;
      expect(await create("a")).toBe("UnauthorizedOperation");
      expect(await create("b", "you")).toBe("UnauthorizedOperation");
      expect(await create("c", "me")).toBe("none");
      const withoutVpc = rights.filter(({ Resource }) => Resource !== vpcs);
      const policy = (statements: object[]) =>
        ask("iam:PutRolePolicy", { RoleName: "one", PolicyName: "one", PolicyDocument: documentOf(...statements) });
      await policy(withoutVpc);
      expect(await create("d", "me")).toBe("UnauthorizedOperation");
      await policy(rights);
    });

    test("credentials that nobody gave are refused", async () => {
      const headers = { ...as("ec2"), "x-amz-security-token": "another" };
      expect((await ask("ec2:DescribeVolumes", {}, headers)).code).toBe("InvalidClientTokenId");
    });
  });
});
