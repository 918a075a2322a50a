import { pinnedImage } from "../../components/parts/workloads";
import { imageDigests } from "../../lib/checksums";
import type { Software } from "../../lib/cluster";
import { clusterOf } from "../../tools/fixtures/golden";

const name = "registry.k8s.io/metrics-server/metrics-server:v0.9.0";
const other = "a".repeat(64);
const plain = clusterOf();
const withArtifacts = (artifacts: object): Software => ({
  ...plain,
  config: { ...plain.config, artifacts: { ...plain.config.artifacts, ...artifacts } },
});

test("a pod names an image by its digest if one is known, and prefers the cluster file's digest", () => {
  expect(pinnedImage(plain, name)).toBe(`${name}@sha256:${imageDigests[name]}`);
  expect(pinnedImage(withArtifacts({ checksums: { [name]: other } }), name)).toBe(`${name}@sha256:${other}`);
});

test("a pod names an image by its tag if the image has no digest or came as an archive", () => {
  expect(pinnedImage(plain, "registry.k8s.io/pause:3.10.2")).toBe("registry.k8s.io/pause:3.10.2");
  const archives = [{ url: "https://images.example/metrics-server.tar", sha256: other }];
  expect(pinnedImage(withArtifacts({ imageArchives: archives, checksums: { [name]: other } }), name)).toBe(name);
});
