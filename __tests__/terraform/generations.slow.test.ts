import path from "node:path";
import { describeUnlessMissing, missingForTerraform } from "../support/missing";
import { scratchFolder } from "../support/scratch";
import { pkiWithUpdates } from "../../tools/fixtures/stack-parts";
import { stackOf } from "../../tools/fixtures/synthesized";
import { Workspace } from "../../tools/fixtures/terraform";

const file = (list: string) => `
masters: { count: 1 }
workers: { count: 1 }
certificates: { generations: { kubernetes: ${list}, etcd: ${list}, frontProxy: ${list}, serviceAccount: ${list} } }`;

/** What nodes trust, in its first and second generation. */
const names = ["pki_kubernetes-ca", "pki_etcd-ca", "pki_kubernetes-front-proxy-ca", "pki_service-account"];
const addresses = (suffix = "") => names.map((name) => `tls_private_key.${name}${suffix}`);

// They build on each other, in order.
describeUnlessMissing(missingForTerraform(), "What nodes trust", () => {
  const folder = scratchFolder();

  /** Terraform with another list of generations and the same state; nodes do or refuse what they are asked. */
  function workspaceOf(list: string, nodes: "do" | "refuse"): Workspace {
    const command = nodes === "do" ? "true" : "sleep 1; false";
    return new Workspace(path.join(folder, "pki"), pkiWithUpdates(stackOf(file(list)), command));
  }

  /** Keys in the state by their addresses. */
  async function keys(): Promise<ReadonlyMap<string, unknown>> {
    const resources = await workspaceOf("[1]", "do").resources();
    return new Map(resources.map(({ address, values }) => [address, values.private_key_pem]));
  }

  let before: ReadonlyMap<string, unknown>;

  beforeAll(async () => {
    const workspace = workspaceOf("[1]", "do");
    await workspace.init();
    await workspace.apply();
    before = await keys();
  });

  test("stays in the state whenever a node refuses its removal", async () => {
    for (const _ of ["first", "again"]) {
      const { code } = await workspaceOf("[2]", "refuse").attempt(
        "apply",
        "-no-color",
        "-input=false",
        "-auto-approve",
      );
      expect(code).toBe(1);
      const after = await keys();
      for (const address of addresses()) expect([address, after.get(address)]).toEqual([address, before.get(address)]);
    }
  });

  test("is unchanged after the edit is undone", async () => {
    await workspaceOf("[1]", "do").apply();
    const after = await keys();
    for (const address of addresses()) expect([address, after.get(address)]).toEqual([address, before.get(address)]);
    for (const address of addresses("-2")) expect(after.has(address)).toBe(false);
  });

  test("is removed when no node trusts it any more", async () => {
    await workspaceOf("[2]", "do").apply();
    const after = await keys();
    for (const address of addresses()) expect(after.has(address)).toBe(false);
    for (const address of addresses("-2")) expect(after.has(address)).toBe(true);
  });
});
