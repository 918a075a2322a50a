import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Role, roles } from "../../lib/contract/node-name";
import { paths } from "../../lib/contract/paths";
import { staticFile } from "../../lib/static-files";
import { type Bundle, contentOf } from "../support/bundles";
import { describeUnlessMissing, missingForTerraform, missingProgram, missingRoot } from "../support/missing";
import { Sandbox } from "../support/sandbox";
import { scratchFolder } from "../support/scratch";
import { pkiOnly, withBundleOutputs } from "../../tools/fixtures/stack-parts";
import { stackOf } from "../../tools/fixtures/synthesized";
import { Workspace } from "../../tools/fixtures/terraform";

const generations = (list: string) =>
  `certificates: { generations: { kubernetes: ${list}, etcd: ${list}, frontProxy: ${list}, serviceAccount: ${list} } }`;

const stages = {
  first: generations("[1]"),
  added: generations("[1, 2]"),
  moved: generations("[2, 1]"),
  dropped: generations("[2]"),
};

/** Path to content of what a node of each role has. */
type Laid = Readonly<Record<Role, Readonly<Record<string, string>>>>;

describeUnlessMissing(
  [...missingForTerraform(), missingRoot(), ...["openssl", "ip"].map(missingProgram)],
  "An authority is rotated",
  () => {
    const folder = scratchFolder();
    const files = new Map<string, Laid>();
    const root = path.join(folder, "root");
    let sandbox: Sandbox;

    /** What Terraform would lay down at a stage, from the state that the stages before it left. */
    async function apply(stage: string, clusterFile: string): Promise<void> {
      const workspace = new Workspace(path.join(folder, "pki"), withBundleOutputs(pkiOnly(stackOf(clusterFile))));
      await workspace.init();
      await workspace.apply();
      const outputs = (await workspace.outputs()) as Readonly<Record<string, Bundle>>;
      const laidDown = (role: Role) =>
        Object.entries({ ...outputs[`${role}_files`], ...outputs[`${role}_0_files`] }).map(([file, content]) => [
          file,
          contentOf(content),
        ]);
      files.set(stage, {
        master: Object.fromEntries(laidDown("master")),
        worker: Object.fromEntries(laidDown("worker")),
      });
    }

    beforeAll(async () => {
      for (const [stage, clusterFile] of Object.entries(stages)) await apply(stage, clusterFile);
      await apply("other", "certificates: { algorithm: RSA-2048 }");
      mkdirSync(path.join(folder, "mirror"));
      sandbox = await Sandbox.start(root, path.join(folder, "mirror"), [], []);
      write("/refuse-distrust", contentOf({ lines: staticFile("node", "refuse-distrust") }));
    });
    afterAll(() => sandbox?.stop());

    function write(file: string, content: string): void {
      mkdirSync(path.dirname(root + file), { recursive: true });
      writeFileSync(root + file, content);
    }

    /** What a node of one stage says to the next. */
    async function change(role: Role, from: string, to: string) {
      for (const gone of [paths.kubernetes, "/work"]) rmSync(root + gone, { recursive: true, force: true });
      const laid = (stage: string) =>
        Object.entries(files.get(stage)![role]).filter(
          ([file]) => file.startsWith(paths.pki) || file === paths.nodeDescription,
        );
      for (const [file, content] of laid(from)) write(file, content);
      for (const [file, content] of laid(to)) write(`/work/tree${file}`, content);
      return sandbox.attempt(["env", "WORK=/work", "bash", "/refuse-distrust"]);
    }

    test.each([
      ["first", "first"],
      ["first", "added"],
      ["added", "moved"],
      ["moved", "dropped"],
      // and every step back
      ["added", "first"],
      ["moved", "added"],
      ["dropped", "moved"],
    ])("and nodes trust each other from %s to %s", async (from, to) => {
      for (const role of roles) expect(await change(role, from, to)).toMatchObject({ code: 0, stderr: "" });
    });

    test.each([
      ["first", "moved"],
      ["first", "dropped"],
      ["added", "dropped"],
      ["first", "other"],
    ])("and a node refuses the change from %s to %s", async (from, to) => {
      const leaves = {
        master: ["apiserver.crt", "scheduler.crt", "front-proxy-client.crt", "etcd/server.crt", "etcd/peer.crt"],
        worker: ["kubelet.crt", "kube-proxy.crt"],
      };
      for (const role of roles) {
        const { code, stderr } = await change(role, from, to);
        expect(code).toBe(1);
        for (const leaf of leaves[role]) expect(stderr).toMatch(new RegExp(`\\b${leaf}.* not signed by a CA in`));
      }
    });

    test("and the token signing key rotates with it", () => {
      const [first, added, moved, dropped] = Object.keys(stages).map((stage) => files.get(stage)!.master);
      const { tokenKey: key, tokenPublicKeys: keys } = paths;
      expect(added![key]).toBe(first![key]);
      expect(added![keys]).toContain(first![keys]!.trim());
      expect(moved![key]).toBe(dropped![key]);
      expect(moved![key]).not.toBe(first![key]);
      expect(dropped![keys]).not.toContain(first![keys]!.trim());
    });
  },
);
