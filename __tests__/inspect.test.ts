import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scriptFiles } from "../components/derived/bundle";
import { userDataOf } from "../components/derived/user-data";
import { planCluster } from "../lib/cluster";
import { inspection } from "../bin/inspection";
import { isOwn } from "../bin/commands/inspect";
import { replaceFolder, replaceOwnFolder } from "../bin/replace-folder";
import { goldenFolders } from "../tools/fixtures/golden";
import { readTree } from "../tools/fixtures/read-tree";
import { configOf } from "../tools/fixtures/synthesized";

const config = configOf("");
const tree = inspection(config);
const cluster = planCluster(config);
const nodes = [...cluster.masters, ...cluster.workers];

test("every node has a folder", () => {
  const folders = new Set(Object.keys(tree).map((path) => path.split("/")[0]));
  expect([...folders].sort()).toEqual([...nodes.map(({ name }) => name), "addons", "ports.md"].sort());
});

test("writes the same files as the golden files, with references in place of values of an apply", () => {
  const golden = goldenFolders["golden/1.37.1"]!();
  const shown = Object.keys(golden).filter((path) => path !== "admin.conf");
  expect(Object.keys(tree)).toEqual(expect.arrayContaining(shown));
  for (const path of shown.filter((path) => !golden[path]!.includes("<"))) expect(tree[path]).toBe(golden[path]);
  expect(tree["worker-1/etc/kubernetes/pki/ca.crt"]).toContain(
    "${tls_self_signed_cert.pki_kubernetes-ca_certificate.cert_pem}",
  );
  expect(tree["worker-1/etc/kubernetes/pki/kubelet.key"]).toBe(
    "${tls_private_key.pki_kubelet-worker-1.private_key_pem}\n",
  );
});

test("writes scripts unchanged", () => {
  for (const { path, lines } of scriptFiles()) expect(tree[`master-0${path}`]).toBe(`${lines.join("\n")}\n`);
});

test("writes each node's user data", () => {
  for (const node of nodes) expect(tree[`${node.name}/user-data.yaml`]).toBe(userDataOf(cluster, node.role)(node));
});

describe("a folder that is replaced", () => {
  const parent = mkdtempSync(join(tmpdir(), "groundup-inspect-test-"));
  const folder = join(parent, "inspect");
  afterAll(() => rmSync(parent, { recursive: true }));

  test("contains only new files, and other folders do not change", () => {
    writeFileSync(join(parent, "beside"), "mine");
    replaceFolder(folder, { "a/b": "1", c: "2" });
    replaceFolder(folder, { "a/d": "3" });
    expect(readTree(parent)).toEqual({ beside: "mine", "inspect/a/d": "3" });
  });

  test("is not replaced if it contains a file that inspect did not write", () => {
    const project = join(parent, "project");
    replaceFolder(project, { "cluster.yaml": "mine", "worker-0/etc/hosts": "1" });
    const replace = () => replaceOwnFolder(project, { "ports.md": "2" }, "project", isOwn);
    expect(replace).toThrow(/^project would be replaced\n {2}found {3}cluster\.yaml\n/);
    expect(readTree(project)).toEqual({ "cluster.yaml": "mine", "worker-0/etc/hosts": "1" });
    rmSync(join(project, "cluster.yaml"));
    replace();
    expect(readTree(project)).toEqual({ "ports.md": "2" });
    rmSync(project, { recursive: true });
  });

  test("contains only names that inspect recognises", () => {
    expect(Object.keys(tree).filter((name) => !isOwn(name.split("/")[0]!))).toEqual([]);
  });

  test("does not change if the new folder cannot be written", () => {
    replaceFolder(folder, { a: "1" });
    expect(() => replaceFolder(folder, { b: "2", "b/c": "3" })).toThrow();
    expect(readFileSync(join(folder, "a"), "utf8")).toBe("1");
    expect(readdirSync(parent).sort()).toEqual(["beside", "inspect"]);
    expect(existsSync(join(folder, "b"))).toBe(false);
  });
});
