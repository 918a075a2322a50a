import type * as staticFiles from "../../lib/static-files";
import { clusterOf } from "../../tools/fixtures/golden";

const cluster = clusterOf();

/** The unit's settings, when a script has another line. */
async function settingsWith(changed?: string) {
  jest.resetModules();
  const actual = jest.requireActual<typeof staticFiles>("../../lib/static-files");
  jest.doMock("../../lib/static-files", () => ({
    ...actual,
    staticFile: (folder: "node" | "cloudinit", name: string) => [
      ...actual.staticFile(folder, name),
      ...(name === changed ? ["# changed"] : []),
    ],
  }));
  const { networkPolicyGate } = await import("../../components/network-policy-gate");
  return networkPolicyGate.service!(cluster, cluster.workers[0]!)!.service;
}

test.each(["network-policy-gate", "network-policy.sh"])(
  "a change of %s changes the unit file, so that an update restarts the unit",
  async (script) => {
    const before = await settingsWith();
    expect(await settingsWith()).toEqual(before);
    expect(await settingsWith(script)).not.toEqual(before);
  },
);

test("a change of a script that runs once for each pod changes no unit", async () => {
  expect(await settingsWith("network-policy-plugin")).toEqual(await settingsWith());
});
