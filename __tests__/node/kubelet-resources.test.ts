import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { attempt } from "../../lab/host/shell";
import { describeUnlessMissing, missingProgram } from "../support/missing";
import { scriptCopy } from "../support/node-script";
import { scratchFolder } from "../support/scratch";

describeUnlessMissing([missingProgram("jq")], "node/kubelet-resources", () => {
  const folder = scratchFolder();
  const at = (name: string) => path.join(folder, name);
  beforeEach(() => rmSync(folder, { recursive: true, force: true }));

  /** The kubelet starts with a configuration, and notes its policies where it has no notes yet, as kubelet 1.37 does. */
  async function start(configuration: string, policies: readonly [cpu: string, memory: string]): Promise<string> {
    for (const it of ["kubelet", "groundup"]) mkdirSync(at(it), { recursive: true });
    writeFileSync(at("kubelet.yaml"), configuration);
    const script = scriptCopy("kubelet-resources", folder, {
      "/var/lib/kubelet": at("kubelet"),
      "/etc/kubernetes/kubelet.yaml": at("kubelet.yaml"),
      "/var/lib/groundup": at("groundup"),
    });
    const { code, stdout, stderr } = await attempt(["bash", script]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const [index, name] of ["cpu_manager_state", "memory_manager_state"].entries())
      if (!existsSync(at(`kubelet/${name}`)))
        writeFileSync(
          at(`kubelet/${name}`),
          JSON.stringify({ policyName: policies[index], defaultCpuSet: "", checksum: 1353318690 }),
        );
    return stdout;
  }

  const initial = ["none", "None"] as const;

  test("keeps the kubelet's state files if the kubelet only restarts", async () => {
    await start("maxPods: 20\n", initial);
    expect(await start("maxPods: 20\n", initial)).toBe("");
  });

  test("removes the CPU and memory state files when the configuration changes, because they contain reservations", async () => {
    await start("systemReserved:\n  cpu: 100m\n", initial);
    const said = await start("systemReserved:\n  cpu: '1'\n", initial);
    expect(said).toMatch(/cpu_manager_state: .*has changed\n.*memory_manager_state: .*has changed\n$/);
    expect(await start("systemReserved:\n  cpu: '1'\n", initial)).toBe("");
  });

  test.each([
    [
      "cpuManagerPolicy: static\n",
      /^groundup: removed \S+cpu_manager_state: it belongs to the policy none, and now the policy is static\n$/,
    ],
    [
      'memoryManagerPolicy: "Static"\n',
      /^groundup: removed \S+memory_manager_state: it belongs to the policy None, and now/,
    ],
    ["cpuManagerPolicy: none\n", /^$/],
  ])("compares the policies if no release has recorded the configuration: %j", async (configuration, said) => {
    await start("maxPods: 20\n", initial);
    rmSync(at("groundup/kubelet-configuration"));
    expect(await start(configuration, initial)).toMatch(said);
  });

  test("removes truncated state files", async () => {
    await start("maxPods: 20\n", initial);
    rmSync(at("groundup/kubelet-configuration"));
    writeFileSync(at("kubelet/cpu_manager_state"), "");
    const said = await start("maxPods: 20\n", initial);
    expect(said).toContain("removed");
  });
});
