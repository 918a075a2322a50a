import type { Component } from "../../components/component";

jest.mock("../../components/registry", () => {
  const { components } = jest.requireActual<{ components: readonly Component[] }>("../../components/registry");
  // As docs/adding-a-component.md has it: one object, and one line of the registry.
  const added: Component = {
    name: "node-exporter",
    roles: ["worker"],
    artifacts: () => [
      {
        ...{ name: "exporter", version: "1.9.0", url: "https://exporter.example/v1.9.0/exporter" },
        install: { program: "/usr/local/bin/exporter" },
      },
    ],
    ports: () => [{ protocol: "tcp", from: 9100, purpose: "metrics of a node", peers: ["vpc"] }],
    certificates: () => [
      { name: "exporter", authority: "kubernetes", commonName: "groundup:exporter", uses: ["server_auth"] },
    ],
    files: (_cluster, values) => [
      { path: "/etc/exporter/tls.crt", mode: "0644", lines: [values.certificate("exporter")], shown: [] },
      { path: "/etc/exporter/tls.key", mode: "0600", lines: [values.privateKey("exporter")], shown: [] },
    ],
    service: () => ({
      // The unit has another name than the component.
      ...{ name: "exporter", description: "Metrics", documentation: "https://exporter.example/" },
      ...{ program: "/usr/local/bin/exporter", flags: {}, service: { Type: "exec" } },
      confinement: { settings: {}, needs: { everything: "a test" }, exposure: 9.6 },
      timer: { OnActiveSec: "1min" },
    }),
    ready: () => "true",
    disruptsPods: true,
  };
  return { components: [...components, added] };
});

import { roleFiles } from "../../components/derived/bundle";
import { ingressRules } from "../../components/derived/exposure";
import { marks } from "../../components/derived/marks";
import { portDocument } from "../../components/derived/port-table";
import { planCluster } from "../../lib/cluster";
import { knownResource, parseAddress } from "../../lib/contract/addresses";
import { parseNodeDescription } from "../../lib/contract/node-description";
import { paths } from "../../lib/contract/paths";
import { checksums } from "../../lib/checksums";
import { addressesOf, configOf, stackOf } from "../../tools/fixtures/synthesized";

/** The digest that docs/adding-a-component.md asks for. */
Object.assign(checksums, { "https://exporter.example/v1.9.0/exporter": "ab".repeat(32) });

describe("one object and one line in the registry", () => {
  const cluster = planCluster(configOf(""));
  const description = parseNodeDescription(
    roleFiles(cluster, "worker", marks)
      .find(({ path }) => path === paths.nodeDescription)!
      .lines.join("\n"),
  )!;

  test("put the component's unit and artifact into node.json, which steps, scenarios and the review read", () => {
    expect(description.units.at(-1)).toMatchObject({
      unit: "exporter.timer",
      system: false,
      disruptsPods: true,
      artifacts: ["artifact exporter"],
      files: expect.arrayContaining(["/etc/systemd/system/exporter.timer", "/etc/exporter/tls.crt"]),
    });
    expect(description.artifacts.at(-1)).toMatchObject({ name: "exporter", version: "1.9.0" });
  });

  test("make nodes refuse a certificate of the component that other nodes would not trust", () => {
    const { leaves } = description.trust.authorities.find(({ authority }) => authority === paths.clusterAuthority)!;
    expect(leaves).toContain("/etc/exporter/tls.crt");
  });

  test("open the component's port and no other, and list the port", () => {
    const opened = ingressRules(cluster).filter(({ from }) => from === 9100);
    expect(opened).toMatchObject([{ group: "workers", source: { cidr: cluster.config.network.vpcCidr } }]);
    expect(portDocument(cluster)).toContain("metrics of a node");
  });

  test("create resources whose addresses the contract can parse", () => {
    const added = addressesOf(stackOf("")).filter((address) => /exporter|9100/.test(address));
    expect(added.map((address) => knownResource(parseAddress(address)!)?.kind)).toEqual([
      "portRule",
      "leafRequest",
      "leafCertificate",
      "leafKey",
    ]);
  });
});
