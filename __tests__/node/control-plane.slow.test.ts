import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Component } from "../../components/component";
import { keyIdentity } from "../../lib/encryption";
import { describeUnlessMissing, missingForTerraform, missingProgram } from "../support/missing";
import { missingForPrograms, NodeHost } from "../support/node-host";
import { renderCluster } from "../support/rendered-cluster";
import { scratchFolder } from "../support/scratch";
import { untilSucceeds } from "../support/until";
import { variants } from "../support/variants";

const missing = [...missingForPrograms(), ...missingForTerraform(), ...["jq", "curl", "ip"].map(missingProgram)];

// Starting is the one check of its configuration that these programs have.
describeUnlessMissing(missing, "The real programs of a master, with their real command lines and files,", () => {
  describe.each(variants)("of Kubernetes $version", ({ clusterFile }) => {
    const folder = scratchFolder();
    let host: NodeHost;

    beforeAll(async () => {
      const rendered = await renderCluster(clusterFile, path.join(folder, "terraform"));
      host = await NodeHost.start(rendered, rendered.cluster.masters[0]!, path.join(folder, "root"));
    });
    afterAll(() => host?.sandbox.stop());

    const component = (name: string): Component => host.components.find((one) => one.name === name)!;

    test.each(["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"])("%s serves", async (name) => {
      const { service, ready } = { service: host.service(component(name))!, ready: component(name).ready! };
      host.startService(service);
      await untilSucceeds(
        () => host.sandbox.attempt(["bash", "-c", ready(host.rendered.cluster)]),
        () => host.logOf(service),
      );
      expect(host.logOf(service)).not.toMatch(/has been deprecated|lenient|strict decoding/i);
    });

    test("every component of the control plane has been started", () => {
      const services = host.components.flatMap((one) => {
        const service = host.service(one);
        return service && !service.timer ? one.name : [];
      });
      expect(services).toEqual(["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"]);
    });

    test("the API server accepts every field of the cluster's own objects, twice", async () => {
      const addons = "/run/groundup/addons";
      const apply = ["apply", "--server-side", "--validate=strict", `--filename=${addons}/manifests.yaml`];
      const kubectl = ["kubectl", `--kubeconfig=${addons}/kubeconfig`, ...apply];
      const objects = (await host.run(...kubectl)).trim().split("\n");
      expect(objects.length).toBeGreaterThan(0);
      expect((await host.run(...kubectl)).trim().split("\n")).toEqual(objects);
    });

    test("the master keeps the configured number of etcd snapshots, the newest ones", async () => {
      const folder = "/var/lib/groundup/etcd-snapshots";
      const ending = (end: string) =>
        readdirSync(path.join(host.sandbox.root, folder)).filter((name) => name.endsWith(end));
      const kept = () => ending(".db");
      const notes = () => ending(".uploaded");
      writeFileSync(path.join(host.sandbox.root, "/etc/etcd/snapshots"), "keep=2\n");
      const all: string[] = [];
      for (let taken = 0; taken < 3; taken++) {
        await host.run("/usr/local/lib/groundup/etcd-snapshot");
        all.push(kept().sort().at(-1)!);
        writeFileSync(path.join(host.sandbox.root, folder, `.${all.at(-1)}.uploaded`), "a bucket\n");
        await setTimeout(1000); // they are named by the second
      }
      expect(kept().sort()).toEqual(all.slice(1));
      expect(notes().sort()).toEqual(all.slice(1).map((name) => `.${name}.uploaded`));
      await host.run("etcdutl", "snapshot", "status", `${folder}/${all[2]}`);
    });

    test("etcd stores Secrets encrypted", async () => {
      mkdirSync(path.join(host.sandbox.root, "root"), { recursive: true });
      const kubectl = ["kubectl", "--kubeconfig=/run/groundup/addons/kubeconfig"];
      await host.run(...kubectl, "create", "secret", "generic", "probe", "--from-literal=word=in-plain-text");
      const script =
        "source /usr/local/lib/groundup/etcdctl.sh; etcdctl get /registry/secrets/default/probe --print-value-only";
      const stored = await host.run("bash", "-c", script);
      const [key] = host.rendered.cluster.config.encryption.keys;
      expect(stored).toContain(`k8s:enc:${keyIdentity(key!)}:`);
      expect(stored).not.toContain("in-plain-text");
    });
  });
});
