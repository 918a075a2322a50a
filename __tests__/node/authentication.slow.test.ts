import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { copyFileSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { attempt } from "../../lab/host/shell";
import { keyIdentity } from "../../lib/encryption";
import { describeUnlessMissing, missingForTerraform, missingProgram } from "../support/missing";
import { missingForPrograms, NodeHost } from "../support/node-host";
import { renderCluster } from "../support/rendered-cluster";
import { scratchFolder } from "../support/scratch";
import { project } from "../../tools/fixtures/synthesized";
import { untilSucceeds } from "../support/until";

const programs = ["jq", "curl", "ip", "node", "openssl"].map(missingProgram);
const url = "https://localhost:8443";

/** A self-signed certificate for localhost. */
async function selfSigned(folder: string): Promise<string> {
  const files = ["-keyout", `${folder}/idp.key`, "-out", `${folder}/idp.crt`];
  const subject = ["-subj", "/CN=identity provider", "-addext", "subjectAltName=DNS:localhost"];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-days", "2"];
  const { code, stderr } = await attempt(["openssl", "req", "-x509", ...kind, ...subject, ...files]);
  if (code !== 0) throw new Error(stderr);
  return readFileSync(`${folder}/idp.crt`, "utf8");
}

/** One master whose file has an issuer, a webhook, and two keys of encryption of different kinds. */
const clusterFile = (certificateAuthority: string) =>
  stringify({
    masters: { count: 1 },
    workers: { count: 1 },
    authentication: {
      jwt: [
        {
          issuer: { url, audiences: ["kubernetes"], certificateAuthority },
          claimMappings: {
            username: { claim: "sub", prefix: "oidc:" },
            groups: { claim: "roles", prefix: "oidc:" },
            uid: { expression: "claims.sub + '@example.org'" },
            extra: [{ key: "example.org/client", valueExpression: "claims.aud" }],
          },
          claimValidationRules: [{ expression: "claims.exp - claims.iat <= 3600", message: "an hour at most" }],
          userValidationRules: [{ expression: "!user.username.startsWith('oidc:root')" }],
        },
      ],
      webhook: { server: `${url}/review`, certificateAuthority },
    },
    encryption: { keys: [{ name: "key2", provider: "aescbc" }, { name: "key1" }] },
  });

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A JWT of an hour. */
function token(key: KeyObject, claims: object): string {
  const now = Math.floor(Date.now() / 1000);
  const standard = { iss: url, aud: "kubernetes", iat: now, exp: now + 3600, roles: ["people"] };
  const text = `${base64({ alg: "ES256", kid: "one" })}.${base64({ ...standard, ...claims })}`;
  return `${text}.${sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
}

describeUnlessMissing(
  [...missingForPrograms(), ...missingForTerraform(), ...programs],
  "A real API server with an issuer and a webhook of the cluster file",
  () => {
    const folder = scratchFolder();
    const issuer = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" });
    let host: NodeHost;

    const start = (name: string) => {
      const component = host.components.find((one) => one.name === name)!;
      const service = host.service(component)!;
      host.startService(service);
      return untilSucceeds(
        () => host.sandbox.attempt(["bash", "-c", component.ready!(host.rendered.cluster)]),
        () => host.logOf(service),
      );
    };

    beforeAll(async () => {
      const authority = await selfSigned(folder);
      const rendered = await renderCluster(clusterFile(authority), path.join(folder, "terraform"));
      host = await NodeHost.start(rendered, rendered.cluster.masters[0]!, path.join(folder, "root"));
      const jwk = {
        ...createPublicKey(issuer.publicKey.export({ type: "spki", format: "pem" })).export({ format: "jwk" }),
      };
      writeFileSync(
        path.join(folder, "jwks"),
        JSON.stringify({ keys: [{ ...jwk, kid: "one", alg: "ES256", use: "sig" }] }),
      );
      for (const file of ["idp.crt", "idp.key", "jwks"])
        copyFileSync(path.join(folder, file), path.join(folder, "root", file));
      copyFileSync(path.join(project, "__tests__/support/identity-provider.mjs"), path.join(folder, "root/idp.mjs"));
      const log = openSync(path.join(folder, "idp.log"), "w");
      host.sandbox.start(["node", "/idp.mjs", url, "/idp.crt", "/idp.key", "/jwks"], log);
      await start("etcd");
      await start("kube-apiserver");
    });
    afterAll(() => host?.sandbox.stop());

    /** Who the API server takes the bearer of a token for; 401 when for nobody. */
    async function whoIs(bearer: string): Promise<unknown> {
      const review = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
      const ask = [
        "curl",
        "--silent",
        // Of HTTP/2 the API server ends the connection of whom it refuses (UnauthenticatedHTTP2DOSMitigation), which curl
        // may take for a cut answer.
        "--http1.1",
        "--cacert",
        "/etc/kubernetes/pki/ca.crt",
        "--header",
        `Authorization: Bearer ${bearer}`,
      ];
      const path = "https://127.0.0.1:6443/apis/authentication.k8s.io/v1/selfsubjectreviews";
      const answer = JSON.parse(await host.run(...ask, "--json", JSON.stringify(review), path)) as {
        code?: number;
        status: { userInfo?: unknown };
      };
      return answer.status.userInfo ?? answer.code;
    }

    test("the API server accepts the issuer's token once it has fetched the issuer's keys", async () => {
      await untilSucceeds(
        async () => {
          const answer = await whoIs(token(issuer.privateKey, { sub: "ann" }));
          return { code: answer === 401 ? 1 : 0, stdout: "", stderr: String(answer) };
        },
        () => readFileSync(path.join(folder, "idp.log"), "utf8"),
      );
      expect(await whoIs(token(issuer.privateKey, { sub: "ann" }))).toMatchObject({
        username: "oidc:ann",
        uid: "ann@example.org",
        groups: ["oidc:people", "system:authenticated"],
        extra: { "example.org/client": ["kubernetes"] },
      });
    });

    test.each([
      ["signed by somebody else", () => token(stranger.privateKey, { sub: "ann" })],
      ["of another issuer", () => token(issuer.privateKey, { sub: "ann", iss: "https://elsewhere.example" })],
      ["for another audience", () => token(issuer.privateKey, { sub: "ann", aud: "elsewhere" })],
      ["past its end", () => token(issuer.privateKey, { sub: "ann", iat: 1, exp: 2 })],
      ["against a rule about claims", () => token(issuer.privateKey, { sub: "ann", iat: 1 })],
      ["against a rule about users", () => token(issuer.privateKey, { sub: "root" })],
    ])("the API server refuses a token %s", async (_, made) => {
      expect(await whoIs(made())).toBe(401);
    });

    test("the webhook decides about tokens that no other authenticator accepts", async () => {
      expect(await whoIs("opaque")).toMatchObject({ username: "webhook:someone" });
      expect(await whoIs("opaque-too")).toBe(401);
    });

    const configuration = "/etc/kubernetes/encryption.yaml";
    const asNode = "set -euo pipefail; export WORK=/work STATE=/work SCRIPTS=/usr/local/lib/groundup; mkdir -p /work";

    /** What the check on a node says against an edit of the file, by text to text. */
    async function saidAgainst(from: RegExp, to: string): Promise<string> {
      const work = path.join(folder, "root/work");
      rmSync(work, { recursive: true, force: true });
      mkdirSync(path.join(work, "tree/etc/kubernetes"), { recursive: true });
      const now = readFileSync(path.join(folder, "root", configuration), "utf8");
      expect(now).toMatch(from);
      writeFileSync(path.join(work, "tree", configuration), now.replace(from, to));
      writeFileSync(path.join(work, "changed"), `${configuration}\n`);
      const { stderr } = await host.sandbox.attempt([
        "bash",
        "-c",
        `${asNode}; exec $SCRIPTS/check-encryption-keys update`,
      ]);
      return stderr
        .replaceAll(/^ {2}found {3}/gm, "")
        .split("\n")
        .slice(1, -3)
        .join("\n");
    }

    const key1 = /- secretbox:\n +keys:\n +- name: key1\n +secret: .*\n/;
    const key2 = /- aescbc:\n +keys:\n +- name: key2\n +secret: .*\n/;
    const key3 = `- aescbc:\n          keys:\n            - name: key3\n              secret: ${"A".repeat(43)}=\n`;

    test.each<[string, RegExp, string, string]>([
      ["a new key as last", /- identity/, `${key3}      - identity`, ""],
      ["an old one that encrypts nothing, gone", key1, "", ""],
      [
        "a new key as first",
        /- aescbc/,
        `${key3}      - aescbc`,
        "aescbc:v1:key3 would encrypt, but master-0 cannot decrypt with it yet",
      ],
      [
        "the one that encrypts, gone",
        key2,
        "",
        [
          "aescbc:v1:key2 is missing, but encrypts 3 configmaps in etcd",
          "aescbc:v1:key2 is missing, but master-0 encrypts with it",
        ].join("\n"),
      ],
      ["another provider", /- aescbc/, "- secretbox", "key2"],
      [
        "another key by the same name",
        /secret: .*/,
        `secret: ${"A".repeat(43)}=`,
        "aescbc:v1:key2 differs from the key with this name on master-0",
      ],
    ])("on the node: %s", async (_, from, to, answer) => {
      await host.run("bash", "-c", "SCRIPTS=/usr/local/lib/groundup /usr/local/lib/groundup/note-encryption-keys");
      const said = await saidAgainst(from, to);
      if (answer === "") expect(said).toBe("");
      else for (const line of answer.split("\n")) expect(said).toMatch(new RegExp(line.replace(/ \d+ /, " \\d+ ")));
    });

    test("the step rewrites only the objects that the first key does not encrypt", async () => {
      const script = `${asNode}; rm -rf /work/*; source $SCRIPTS/etcdctl.sh; source $SCRIPTS/encryption.sh
        export ETCDCTL_ENDPOINTS=https://127.0.0.1:2379
        for i in $(seq 60); do
          meta='{"name":"plain-'$i'","namespace":"default","uid":"u'$i'","creationTimestamp":"2026-01-01T00:00:00Z"}'
          etcdctl put /registry/configmaps/default/plain-$i '{"kind":"ConfigMap","apiVersion":"v1","metadata":'$meta',"data":{"a":"b"}}' >/dev/null
        done
        jq -n --rawfile conf /run/groundup/addons/kubeconfig '{"/run/groundup/addons/kubeconfig": {lines: [$conf]}}' >/work/bundle.json
        step() { rm -rf /work/addons; $SCRIPTS/step-reencrypt /work/bundle.json; }
        step; step
        stored configmaps | cut -d' ' -f2 | sort -u`;
      expect((await host.run("bash", "-c", script)).trim().split("\n")).toEqual([
        expect.stringMatching(/secrets: all are encrypted with aescbc:v1:key2, 0 were rewritten/),
        expect.stringMatching(/configmaps: all are encrypted with aescbc:v1:key2, 60 were rewritten/),
        expect.stringMatching(/secrets: all are encrypted with aescbc:v1:key2, 0 were rewritten/),
        expect.stringMatching(/configmaps: all are encrypted with aescbc:v1:key2, 0 were rewritten/),
        "aescbc:v1:key2",
      ]);
    });

    test("the first of two keys encrypts new data", async () => {
      const kubectl = ["kubectl", "--kubeconfig=/run/groundup/addons/kubeconfig"];
      await host.run(...kubectl, "create", "configmap", "probe", "--from-literal=a=b");
      const get = "source /usr/local/lib/groundup/etcdctl.sh; etcdctl get /registry/configmaps/default/probe";
      const [first] = host.rendered.cluster.config.encryption.keys;
      expect(await host.run("bash", "-c", get)).toContain(`k8s:enc:${keyIdentity(first!)}:`);
    });
  },
);
