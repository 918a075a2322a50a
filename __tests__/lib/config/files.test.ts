import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readClusterFile } from "../../../components/derived/cluster-file";
import { clusterJsonSchema, ConfigError } from "../../../lib/config";
import { readClusterConfig } from "../../../lib/config/read";
import { clusterFiles } from "../../../tools/fixtures/synthesized";
import { parse } from "./parse";

const root = join(__dirname, "..", "..", "..");

test.each(["", "# nothing but a comment\n", "---\n", "{}"])("%j is the cluster of cluster.yaml", (text) => {
  expect(parse(text).config).toEqual(readClusterFile(join(root, "cluster.yaml")).config);
});

test.each(clusterFiles)("%s is a cluster file without warnings, and names its schema", (file) => {
  const [opening] = readFileSync(join(root, file), "utf8").split("\n");
  const schema = file === "cluster.yaml" ? "./cluster.schema.json" : "../cluster.schema.json";
  expect(opening).toBe(`# yaml-language-server: $schema=${schema}`);
  expect(readClusterConfig(join(root, file), []).warnings).toEqual([]);
});

test("cluster.schema.json is current: npm run schema writes it", () => {
  expect(JSON.parse(readFileSync(join(root, "cluster.schema.json"), "utf8"))).toEqual(clusterJsonSchema());
});

test("editors without support for Unicode classes can use its patterns", () => {
  expect(JSON.stringify(clusterJsonSchema())).not.toContain("\\\\p{");
});

test("every key has a description for editors", () => {
  const undescribed: string[] = [];
  const visit = (schema: ReturnType<typeof clusterJsonSchema>, path: string) => {
    for (const [key, property] of Object.entries(schema.properties ?? {})) {
      if (!property.description) undescribed.push(`${path}${key}`);
      visit(property, `${path}${key}.`);
      if (property.items) visit(property.items, `${path}${key}[].`);
    }
  };
  visit(clusterJsonSchema(), "");
  expect(undescribed).toEqual([]);
});

describe("a cluster file on disk", () => {
  const folder = mkdtempSync(join(tmpdir(), "groundup-config-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  test("can have its digests in a file next to it", () => {
    write("checksums.json", JSON.stringify({ "https://dl.k8s.io/kubelet": `sha256:${"AB".repeat(32)}` }));
    const file = write("with-checksums.yaml", "artifacts: { checksums: ./checksums.json }");
    expect(readClusterConfig(file, []).config.artifacts.checksums).toEqual({
      "https://dl.k8s.io/kubelet": "ab".repeat(32),
    });
  });

  test("can have digests of images with tags, and only of those and of URLs", () => {
    const image = "registry.k8s.io/metrics-server/metrics-server:v0.9.0";
    write("images.json", JSON.stringify({ [image]: "ab".repeat(32) }));
    const file = write("with-images.yaml", "artifacts: { checksums: images.json }");
    expect(readClusterConfig(file, []).config.artifacts.checksums).toEqual({ [image]: "ab".repeat(32) });
    write("untagged.json", JSON.stringify({ "registry.k8s.io/pause": "ab".repeat(32) }));
    const untagged = write("with-untagged.yaml", "artifacts: { checksums: untagged.json }");
    expect(() => readClusterConfig(untagged, [])).toThrow(/"registry\.k8s\.io\/pause"[^]*wanted +an http or https URL/);
  });

  test("is refused if its file of digests is not JSON", () => {
    write("broken.json", "{");
    const file = write("with-broken.yaml", "artifacts: { checksums: broken.json }");
    expect(() => readClusterConfig(file, [])).toThrow(/artifacts\.checksums\n +found +broken\.json: .*JSON/);
  });

  test.each([
    ["missing.yaml", "no such file"],
    [".", "a folder"],
  ])("gives an error if it cannot be read: %s", (name, found) => {
    const file = join(folder, name);
    expect(() => readClusterConfig(file, [])).toThrow(ConfigError);
    expect(() => readClusterConfig(file, [])).toThrow(`found   ${found}`);
  });
});
