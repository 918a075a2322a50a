import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { marks } from "../../components/derived/marks";
import { roleFiles } from "../../components/derived/bundle";
import { attempt, run } from "../../lab/host/shell";
import { type Cluster, planCluster } from "../../lib/cluster";
import { parseNodeDescription } from "../../lib/contract/node-description";
import { paths } from "../../lib/contract/paths";
import type { Role } from "../../lib/contract/node-name";
import { describeUnlessMissing, missingProgram } from "../support/missing";
import { scratchFolder } from "../support/scratch";
import { configOf, project } from "../../tools/fixtures/synthesized";

const cluster = planCluster(configOf("{ masters: { count: 1 }, workers: { count: 1 } }"));
const descriptionOf = (role: Role) =>
  roleFiles(cluster, role, marks)
    .find((file) => file.path === paths.nodeDescription)!
    .lines.join("\n");
const trustOf = (role: Role) => parseNodeDescription(descriptionOf(role))!.trust;

test("the components of a node determine which CAs and keys the node trusts", () => {
  expect(trustOf("worker")).toEqual({
    authorities: [
      {
        authority: paths.clusterAuthority,
        leaves: ["network-policy-gate", "kubelet", "kube-proxy"].map((name) => `${paths.pki}/${name}.crt`),
      },
    ],
    tokens: [],
  });
  const { authorities, tokens } = trustOf("master");
  const leavesOf = (authority: string) => authorities.find((one) => one.authority === authority)!.leaves;
  expect(leavesOf(paths.clusterAuthority)).toEqual(
    expect.arrayContaining([`${paths.pki}/apiserver.crt`, `${paths.pki}/scheduler.crt`, `${paths.pki}/node-drain.crt`]),
  );
  expect(leavesOf(paths.frontProxyAuthority)).toEqual([`${paths.pki}/front-proxy-client.crt`]);
  expect(leavesOf(paths.etcdAuthority).sort()).toEqual([
    `${paths.pki}/apiserver-etcd-client.crt`,
    ...["healthcheck-client", "peer", "server"].map((name) => `${paths.etcdPki}/${name}.crt`),
  ]);
  expect(tokens).toEqual([{ signs: paths.tokenKey, checks: paths.tokenPublicKeys }]);
});

describeUnlessMissing(["openssl", "jq"].map(missingProgram), "node/refuse-distrust", () => {
  const folder = scratchFolder();
  const tree = path.join(folder, "work/tree");
  const root = path.join(folder, "root");
  const bin = path.join(folder, "bin");

  /** Lets kubectl answer with these pods. */
  function answerWith(...pods: readonly object[]): void {
    write(bin, "kubectl", `#!/bin/sh\ncat <<'END'\n${JSON.stringify({ items: pods })}\nEND\n`);
    chmodSync(path.join(bin, "kubectl"), 0o755);
  }

  function write(under: string, file: string, content: string | Buffer): void {
    mkdirSync(path.dirname(path.join(under, file)), { recursive: true });
    writeFileSync(path.join(under, file), content);
  }

  async function refusal(role: Role, description = descriptionOf(role)): Promise<{ code: number; stderr: string }> {
    write(tree, paths.nodeDescription, description);
    const environment = [`NODE_ROOT=${root}`, `WORK=${path.join(folder, "work")}`, `PATH=${bin}:${process.env.PATH}`];
    return attempt(["env", ...environment, "bash", path.join(project, "node/refuse-distrust")]);
  }

  beforeEach(() => {
    for (const under of [tree, root]) rmSync(under, { recursive: true, force: true });
    answerWith();
  });

  describe("the check of token signing keys", () => {
    const [one, two] = [0, 1].map(() => generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey) as [
      KeyObject,
      KeyObject,
    ];
    function lay(under: string, signs: KeyObject, checks: readonly KeyObject[]): void {
      const publicOf = (key: KeyObject) => createPublicKey(key).export({ type: "spki", format: "pem" });
      write(under, paths.tokenKey, signs.export({ type: "pkcs8", format: "pem" }));
      write(under, paths.tokenPublicKeys, checks.map(publicOf).join(""));
    }

    test.each([
      ["the second is trusted as well", [one, [one]], [one, [one, two]], 0],
      ["the second signs", [one, [one, two]], [two, [two, one]], 0],
      ["the first goes", [two, [two, one]], [two, [two]], 0],
      ["another pair at once", [one, [one]], [two, [two]], 1],
      ["it signs before it is trusted", [one, [one]], [two, [two, one]], 1],
      ["the signing one is dropped at once", [one, [one, two]], [two, [two]], 1],
    ] as const)("%s", async (_, [signs, checks], [newSigns, newChecks], code) => {
      lay(root, signs, checks);
      lay(tree, newSigns, newChecks);
      expect(await refusal("master")).toMatchObject({ code });
    });
  });

  describe("the check of issuers of tokens", () => {
    const three = (aws: string) => planCluster(configOf(`{ aws: { identity: { ${aws} } } }`));
    const none = planCluster(configOf(""));
    const accepted = three("bucket: one, tokens: accepted");
    const issued = three("bucket: one");
    const describedBy = (of: Cluster) =>
      roleFiles(of, "master", marks)
        .find((file) => file.path === paths.nodeDescription)!
        .lines.join("\n");

    test.each([
      ["accepted as well", none, accepted, 0],
      ["issued, after all accept them", accepted, issued, 0],
      ["only accepted again", issued, accepted, 0],
      ["gone, after none is issued", accepted, none, 0],
      ["issued at once", none, issued, 1],
      ["gone at once", issued, none, 1],
    ] as const)("tokens of another issuer are %s", async (_, before, after, code) => {
      write(root, paths.nodeDescription, describedBy(before));
      const answer = await refusal("master", describedBy(after));
      expect(answer.code).toBe(code);
      if (code) expect(answer.stderr).toContain("aws.identity.tokens: accepted");
    });

    const pod = (phase: string, audience?: string) => ({
      metadata: { namespace: "billing", name: "reports" },
      spec: {
        serviceAccountName: "writer",
        volumes: [{ emptyDir: {} }, { projected: { sources: [{ serviceAccountToken: { audience } }] } }],
      },
      status: { phase },
    });
    const end = async () => {
      write(root, paths.nodeDescription, describedBy(issued));
      return refusal("master", describedBy(accepted));
    };

    test("tokens with which a pod takes an IAM role do not end, and the pod is named", async () => {
      answerWith(pod("Running", "sts.amazonaws.com"));
      const { code, stderr } = await end();
      expect(code).toBe(1);
      expect(stderr).toContain("pod billing/reports, of service account writer");
    });

    test.each([
      ["a pod without such a token", pod("Running")],
      ["a pod that has ended", pod("Succeeded", "sts.amazonaws.com")],
    ])("%s needs no tokens", async (_, other) => {
      answerWith(other);
      expect(await end()).toMatchObject({ code: 0 });
    });

    test("tokens do not end if nobody says which pods there are", async () => {
      write(bin, "kubectl", "#!/bin/sh\nexit 1\n");
      expect(await end()).not.toMatchObject({ code: 0 });
    });

    test("a new master has nothing to compare with", async () => {
      expect(await refusal("master", describedBy(issued))).toMatchObject({ code: 0 });
    });

    test("a single master may change at once", () => {
      const { trust } = parseNodeDescription(
        describedBy(planCluster(configOf("{ masters: { count: 1 }, aws: { identity: { bucket: one } } }"))),
      )!;
      expect(trust).not.toHaveProperty("issuers");
    });
  });

  describe("the check of certificates", () => {
    const made = path.join(folder, "made");
    const file = (name: string) => path.join(made, name);

    beforeAll(async () => {
      mkdirSync(made, { recursive: true });
      const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
      for (const authority of ["one", "two"]) {
        const own = [
          "-keyout",
          file(`${authority}.key`),
          "-out",
          file(`${authority}.crt`),
          "-subj",
          `/CN=${authority}`,
        ];
        await run(["openssl", "req", "-x509", ...key, ...own]);
        const request = ["-keyout", file("leaf.key"), "-out", file("leaf.csr"), "-subj", "/CN=leaf"];
        await run(["openssl", "req", ...key, ...request]);
        const by = ["-CA", file(`${authority}.crt`), "-CAkey", file(`${authority}.key`), "-CAcreateserial"];
        await run(["openssl", "x509", "-req", "-in", file("leaf.csr"), ...by, "-out", file(`by-${authority}.crt`)]);
      }
      await run(["bash", "-c", `cat ${file("one.crt")} ${file("two.crt")} >${file("both.crt")}`]);
    });

    /** @param leaves the leaf that is signed by what, for each path */
    function lay(under: string, authority: string, leaves: Readonly<Record<string, string>>): void {
      mkdirSync(path.join(under, paths.pki), { recursive: true });
      cpSync(file(`${authority}.crt`), path.join(under, paths.clusterAuthority));
      for (const [name, signer] of Object.entries(leaves))
        cpSync(file(`by-${signer}.crt`), path.join(under, paths.pki, name));
    }

    test.each([
      ["the second is trusted as well", ["one", "one"], ["both", "one"], 0],
      ["the second signs", ["both", "one"], ["both", "two"], 0],
      ["the first goes", ["both", "two"], ["two", "two"], 0],
      ["another one at once", ["one", "one"], ["two", "two"], 1],
      ["it signs before it is trusted", ["one", "one"], ["both", "two"], 1],
      ["the first goes before it signs nothing", ["both", "one"], ["two", "two"], 1],
    ] as const)("%s", async (_, [authority, signer], [newAuthority, newSigner], code) => {
      lay(root, authority, { "kubelet.crt": signer });
      lay(tree, newAuthority, { "kubelet.crt": newSigner });
      expect(await refusal("worker")).toMatchObject({ code });
    });

    test("the refusal names the certificate that other nodes would not trust", async () => {
      lay(root, "one", { "kubelet.crt": "one", "kube-proxy.crt": "one" });
      lay(tree, "one", { "kubelet.crt": "one", "kube-proxy.crt": "two" });
      const { code, stderr } = await refusal("worker");
      expect(code).toBe(1);
      expect(stderr).toContain("the new kube-proxy.crt not signed by a CA in today's ca.crt\n");
      expect(stderr).not.toContain("kubelet.crt");
    });
  });
});
