import { createHash } from "node:crypto";
import path from "node:path";
import { parse } from "yaml";
import { readClusterFile } from "../../components/derived/cluster-file";
import { planCluster } from "../../lib/cluster";
import { contents } from "../support/bundles";
import { type Emulator, startEmulator } from "../../tools/fixtures/emulator";
import { type IssuedPki, privateKey, testIssuedPki } from "../support/issued-pki";
import { describeUnlessMissing, missingForEmulator, missingProgram } from "../support/missing";
import { scratchFolder } from "../support/scratch";
import { resourceCount, withBundleOutputs, withoutSteps } from "../../tools/fixtures/stack-parts";
import { project, type Stack, stackOfFile } from "../../tools/fixtures/synthesized";
import { planned, variables, Workspace } from "../../tools/fixtures/terraform";

const file = "cluster.yaml";

/** The encryption key in a rendered EncryptionConfiguration. */
function encryptionKey(text: string): string {
  const { resources } = parse(text) as { resources: { providers: { secretbox?: { keys: { secret: string }[] } }[] }[] };
  return resources[0]!.providers[0]!.secretbox!.keys[0]!.secret;
}

// One apply serves all tests: the load balancer's waiter alone takes a minute. They build on each other, in order.
describeUnlessMissing(
  [...missingForEmulator(), missingProgram("openssl")],
  "The default cluster, applied without its steps,",
  () => {
    const folder = scratchFolder();
    let emulator: Emulator;
    let stack: Stack;
    let workspace: Workspace;
    let pki: IssuedPki;

    beforeAll(async () => {
      emulator = await startEmulator(folder);
      stack = withBundleOutputs(withoutSteps(stackOfFile(file)));
      workspace = new Workspace(path.join(folder, "stack"), stack, { ...emulator.environment, ...variables });
      await workspace.init();
      await workspace.apply();
      const { load_balancer_name } = await workspace.outputs();
      pki = { resources: await workspace.resources(), loadBalancerName: String(load_balancer_name) };
    });
    afterAll(() => emulator?.stop());

    test("is created completely", () => {
      const managed = pki.resources.filter(({ address }) => !address.startsWith("data."));
      expect(managed).toHaveLength(resourceCount(stack));
    });

    test("has an empty second plan", async () => {
      const { code, stdout } = await workspace.plan();
      expect(stdout).toContain("No changes. Your infrastructure matches the configuration.");
      expect(code).toBe(planned.nothing);
    });

    test("sends administrators to the load balancer, and workers to the masters", async () => {
      const outputs = await workspace.outputs();
      const worker = contents(outputs.worker_0_files);
      const { name } = readClusterFile(path.join(project, file)).config;
      expect(outputs.admin_kubeconfig).toContain(`server: https://${pki.loadBalancerName}:6443`);
      expect(worker.get("/etc/kubernetes/kubelet.conf")).toContain(`server: https://api.${name}.internal:6443`);
      expect(worker.get("/etc/groundup/hosts")).toContain(`172.31.0.10 api.${name}.internal`);
    });

    test("encrypts with a 32-byte key that has no other use", async () => {
      const { master_files } = await workspace.outputs();
      const key = encryptionKey(contents(master_files).get("/etc/kubernetes/encryption.yaml")!);
      const made = privateKey(pki, "encryption");
      expect(Buffer.from(key, "base64")).toHaveLength(32);
      expect(key).toBe(createHash("sha256").update(made).digest("base64"));
    });

    testIssuedPki(planCluster(readClusterFile(path.join(project, file)).config), folder, "EC P-256", () => pki);

    test("is removed by terraform destroy", async () => {
      await workspace.destroy();
      expect(await workspace.resources()).toEqual([]);
    });
  },
);
