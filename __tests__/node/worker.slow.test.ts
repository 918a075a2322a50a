import path from "node:path";
import { parse as parseToml } from "smol-toml";
import type { Service } from "../../lib/render/unit";
import { describeUnlessMissing, missingForTerraform, missingProgram } from "../support/missing";
import { missingForPrograms, NodeHost } from "../support/node-host";
import { renderCluster } from "../support/rendered-cluster";
import { scratchFolder } from "../support/scratch";
import { untilSucceeds } from "../support/until";
import { variants } from "../support/variants";

const missing = [...missingForPrograms(), ...missingForTerraform(), ...["jq", "nft", "ip"].map(missingProgram)];

/** The kubelet refuses cgroup v1, which the machine of the tests may have, before it has read all. */
const anyCgroups = "kubelet: { extraConfig: { failCgroupV1: false } }\n";

describeUnlessMissing(missing, "The real programs of a worker, with their real command lines and files,", () => {
  describe.each(variants)("of Kubernetes $version", ({ clusterFile }) => {
    const folder = scratchFolder();
    let host: NodeHost;

    beforeAll(async () => {
      const rendered = await renderCluster(clusterFile + anyCgroups, path.join(folder, "terraform"));
      host = await NodeHost.start(rendered, rendered.cluster.workers[0]!, path.join(folder, "root"));
    });
    afterAll(() => host?.sandbox.stop());

    const service = (name: string): Service => host.service(host.components.find((one) => one.name === name)!)!;
    const untilLogged = (name: string, pattern: RegExp) =>
      untilSucceeds(
        async () => ({ code: pattern.test(host.logOf(service(name))) ? 0 : 1, stdout: "", stderr: String(pattern) }),
        () => host.logOf(service(name)),
      );

    test("nft loads the pod network's rules twice, with the same result", async () => {
      const { program, flags } = service("pod-network");
      const load = [program, `--file=${String(flags.file)}`];
      await host.run(...load);
      const once = await host.run(program, "list", "ruleset");
      await host.run(...load);
      expect(once).toContain("table ip groundup");
      expect(await host.run(program, "list", "ruleset")).toBe(once);
    });

    test("containerd reads every key of its configuration", async () => {
      const file = String(service("containerd").flags.config);
      const given = parseToml(await host.run("cat", file)) as { version: number; plugins: object };
      const dumped = parseToml(await host.run("containerd", "--config", file, "config", "dump"));
      expect(dumped.plugins).toMatchObject(given.plugins);
    });

    test("containerd serves, with the pod network ready and no warning about its configuration", async () => {
      host.startService(service("containerd"));
      await untilSucceeds(
        () => host.sandbox.attempt(["ctr", "version"]),
        () => host.logOf(service("containerd")),
      );
      await untilLogged("containerd", /Start cni network conf syncer/);
      expect(await host.run("crictl", "info")).toMatch(/NetworkReady\W+(status\W+)?true/);
      const warnings = JSON.parse(await host.run("ctr", "deprecations", "list", "--format=json")) as
        { id: string }[] | null;
      const ofConfiguration = (warnings ?? []).filter(({ id }) => id !== "io.containerd.deprecation/cgroup-v1");
      expect(ofConfiguration).toEqual([]);
    });

    test("kube-proxy accepts every key of its configuration", async () => {
      const { program, flags } = service("kube-proxy");
      const check = [program, `--config=${String(flags.config)}`, "--write-config-to=/tmp/kube-proxy.yaml"];
      const { code, stderr } = await host.sandbox.attempt(check);
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringMatching(/lenient|deprecated/i) });
    });

    test("the kubelet accepts every key of its configuration, and its flags", async () => {
      host.startService(service("kubelet"));
      // Said once flags and configuration are decoded and found valid; it goes on to what only a machine has.
      await untilLogged("kubelet", /"Kubelet version" kubeletVersion=/);
      expect(host.logOf(service("kubelet"))).not.toMatch(/has been deprecated|strict decoding/i);
    });

    test.each([
      ["kubelet", "--config", "protectKernelDefault: true"],
      ["kube-proxy", "--config", "metricBindAddress: 127.0.0.1:1"],
    ])("the test detects a key that %s does not know", async (name, flag, line) => {
      const { program, flags } = service(name);
      await host.run("bash", "-c", `(cat ${String(flags.config)}; echo '${line}') >/tmp/misspelt.yaml`);
      const command = [
        program,
        `${flag}=/tmp/misspelt.yaml`,
        ...(name === "kube-proxy" ? ["--write-config-to=/tmp/x"] : []),
      ];
      expect((await host.sandbox.attempt(command)).stderr).toMatch(/strict decoding|lenient/);
    });
  });
});
