import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
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

const bundles = ["master_files", "master_0_files", "worker_files", "worker_0_files"];

describeUnlessMissing(
  [...missingForTerraform(), missingRoot(), ...["openssl", "ip"].map(missingProgram)],
  "An authority is rotated",
  () => {
    const folder = scratchFolder();
    const files = new Map<string, Readonly<Record<string, string>>>();
    const root = path.join(folder, "root");
    let sandbox: Sandbox;

    /** What Terraform would lay down at a stage, from the state that the stages before it left. */
    async function apply(stage: string, clusterFile: string): Promise<void> {
      const workspace = new Workspace(path.join(folder, "pki"), withBundleOutputs(pkiOnly(stackOf(clusterFile))));
      await workspace.init();
      await workspace.apply();
      const outputs = (await workspace.outputs()) as Readonly<Record<string, Bundle>>;
      const laidDown = bundles.flatMap((name) => Object.entries(outputs[name]!));
      files.set(stage, Object.fromEntries(laidDown.map(([file, content]) => [file, contentOf(content)])));
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
    async function change(from: string, to: string) {
      for (const gone of ["/etc/kubernetes", "/work"]) rmSync(root + gone, { recursive: true, force: true });
      const pki = (stage: string) => Object.entries(files.get(stage)!).filter(([file]) => file.includes("/pki/"));
      for (const [file, content] of pki(from)) write(file, content);
      for (const [file, content] of pki(to)) write(`/work/tree${file}`, content);
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
    ])("and nodes believe each other from %s to %s", async (from, to) => {
      expect(await change(from, to)).toMatchObject({ code: 0, stderr: "" });
    });

    test.each([
      ["first", "moved"],
      ["first", "dropped"],
      ["added", "dropped"],
      ["first", "other"],
    ])("and a node refuses to go from %s to %s", async (from, to) => {
      const { code, stderr } = await change(from, to);
      expect(code).toBe(1);
      for (const leaf of ["apiserver.crt", "kubelet.crt", "front-proxy-client.crt", "etcd/server.crt", "etcd/peer.crt"])
        expect(stderr).toContain(`${leaf} is not signed by`);
    });

    test("and the key of tokens with it", () => {
      const [first, added, moved, dropped] = Object.keys(stages).map((stage) => files.get(stage)!);
      const [key, keys] = ["/etc/kubernetes/pki/sa.key", "/etc/kubernetes/pki/sa.pub"];
      expect(added![key!]).toBe(first![key!]);
      expect(added![keys!]).toContain(first![keys!]!.trim());
      expect(moved![key!]).toBe(dropped![key!]);
      expect(moved![key!]).not.toBe(first![key!]);
      expect(dropped![keys!]).not.toContain(first![keys!]!.trim());
    });
  },
);
