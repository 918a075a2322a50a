import { readFileSync } from "node:fs";
import path from "node:path";
import {
  nodeDescriptionVersion,
  parseNodeDescription,
  parseRecordedDescription,
  renderNodeDescription,
} from "../../../lib/contract/node-description";
import { paths } from "../../../lib/contract/paths";
import { kubernetesVersions } from "../../../lib/versions";
import { project } from "../../../tools/fixtures/synthesized";

const golden = kubernetesVersions.flatMap((version) =>
  ["master-0", "worker-0"].map((node) => [
    `${version} ${node}`,
    readFileSync(path.join(project, "__tests__/golden", version, node, paths.nodeDescription), "utf8"),
  ]),
);

test.each(golden)("reading and writing the description of %s does not change it", (_, text) => {
  const description = parseNodeDescription(text!)!;
  expect(`${renderNodeDescription(description).join("\n")}\n`).toBe(text);
  expect(parseRecordedDescription(text!)).toEqual(description);
});

/** As release 0.1 wrote them. */
const ofRelease01 = {
  kubernetes: "1.36.4",
  artifacts: [
    {
      name: "etcd",
      source: "https://github.com/etcd-io/etcd/releases/download/v3.6.5/etcd-v3.6.5-linux-arm64.tar.gz",
      sha256: "0",
      install: { folder: "/" },
    },
    { name: "runc", source: "https://mirror.example/runc/releases/download/v1.4.0/runc.arm64", sha256: "0" },
    { name: "own", source: "https://mirror.example/own", sha256: "0" },
  ],
  units: [
    { unit: "etcd.service", system: false, disruptsPods: false, files: ["/etc/a"], artifacts: ["artifact etcd"] },
  ],
};

test("a record of release 0.1 is read, with versions and architecture from its URLs", () => {
  const read = parseRecordedDescription(JSON.stringify(ofRelease01))!;
  expect(read.artifacts).toEqual([
    { name: "etcd", version: "3.6.5" },
    { name: "runc", version: "1.4.0" },
    { name: "own", version: "https://mirror.example/own" },
  ]);
  expect(read.fixed).toEqual({ architecture: "arm64" });
  expect(read.units).toMatchObject([{ unit: "etcd.service", disruptsApi: true, files: ["/etc/a"] }]);
});

test.each([
  ["no JSON", "kubernetes: 1"],
  ["another JSON", "[]"],
  ["one of a later release", JSON.stringify({ ...ofRelease01, version: nodeDescriptionVersion + 1 })],
  ["one without units", JSON.stringify({ ...ofRelease01, units: undefined })],
])("%s is not a valid description", (_, text) => {
  expect(parseRecordedDescription(text)).toBeUndefined();
  expect(parseNodeDescription(text)).toBeUndefined();
});
