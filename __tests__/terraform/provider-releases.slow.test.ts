import path from "node:path";
import { describeUnlessMissing, missingForTerraform } from "../support/missing";
import {
  bound,
  type ProviderSchema,
  type Release,
  releaseOfBindings,
  releaseOfSchema,
  unknownTo,
} from "../support/provider-names";
import { scratchFolder } from "../support/scratch";
import { clusterFiles, libraryStack, type Stack, stackOf, stackOfFile } from "../../tools/fixtures/synthesized";
import { pinProvider, Workspace } from "../../tools/fixtures/terraform";

/** Everything of AWS's that a cluster file may ask for. */
const everything = `
upgradedFrom: "0.1"
network: { privateNodes: true, flowLogs: { s3: "arn:aws:s3:::logs" } }
masters: { etcdVolumeGiB: 8, instanceProfile: one, terminationProtection: true, preventDestroy: true }
workers: { instanceProfile: other }
ssh: { bastion: { host: jump.example.com }, authorizedKey: { publicKey: generated } }
tags: { team: a }`;

const stacks: readonly [string, () => Stack][] = [
  ...clusterFiles.map((file): [string, () => Stack] => [file, () => stackOfFile(file)]),
  ["a cluster file with everything", () => stackOf(everything)],
  ["examples/library", libraryStack],
];

const resource = (type: string, block: object) => ({ resource: { [type]: { one: block } } });

test("the bindings come from release 6 of the provider, which users install", () => {
  expect(releaseOfBindings).toMatch(/^6\.\d+\.\d+$/);
});

test.each(stacks)("%s has no empty text, which release 6 may refuse, and names the owners of images", (_, stack) => {
  const { data, resource } = stack();
  const ofAws = Object.entries(resource).filter(([type]) => type.startsWith("aws_"));
  expect(JSON.stringify(ofAws)).not.toMatch(/[:,[]""/);
  expect(Object.values(data.aws_ami!).map(({ owners }) => owners.length)).not.toContain(0);
});

describe(`the aws provider ${releaseOfBindings}`, () => {
  test.each(stacks)("supports everything that %s uses", (_, stack) => {
    expect(unknownTo(bound, stack())).toEqual([]);
  });

  test.each([
    ["an argument of release 5", resource("aws_instance", { cpu_core_count: 2 }), "aws_instance.cpu_core_count"],
    ["an argument of release 5", resource("aws_eip", { vpc: true }), "aws_eip.vpc"],
    [
      "a name in a block",
      resource("aws_instance", { root_block_device: { iop: 1 } }),
      "aws_instance.root_block_device.iop",
    ],
    ["a type of release 5", resource("aws_simpledb_domain", {}), "aws_simpledb_domain"],
    ["a provider's argument", { provider: { aws: [{ ec3: 1 }] } }, "provider.ec3"],
    [
      "a reference",
      resource("aws_eip", { instance: "${aws_flow_log.one.log_group_name}" }),
      "aws_flow_log.log_group_name",
    ],
    [
      "what changes are ignored of",
      resource("aws_instance", { lifecycle: { ignore_changes: ["cpu_core_count"] } }),
      "aws_instance.cpu_core_count",
    ],
  ])("lacks %s", (_, stack, name) => {
    expect(unknownTo(bound, stack)).toEqual([name]);
  });
});

describeUnlessMissing(missingForTerraform(), "The aws provider 5.100.0", () => {
  const folder = scratchFolder();
  let release: Release;

  beforeAll(async () => {
    const workspace = new Workspace(path.join(folder, "schema"), {});
    pinProvider(workspace.folder);
    await workspace.init();
    const { provider_schemas } = JSON.parse(await workspace.run("providers", "schema", "-json")) as {
      provider_schemas: Record<string, ProviderSchema>;
    };
    release = releaseOfSchema(provider_schemas["registry.terraform.io/hashicorp/aws"]!);
  });

  test.each(stacks)("supports everything that %s uses, and deprecates nothing of it", (_, stack) => {
    expect(unknownTo(release, stack())).toEqual([]);
  });

  test.each([
    ["an argument of release 6", resource("aws_instance", { region: "us-east-2" }), "aws_instance.region"],
    [
      "a block of release 6",
      resource("aws_instance", { primary_network_interface: {} }),
      "aws_instance.primary_network_interface",
    ],
    ["a type of release 6", resource("aws_vpc_encryption_control", {}), "aws_vpc_encryption_control"],
    ["what is deprecated", resource("aws_eip", { vpc: true }), "aws_eip.vpc"],
    [
      "a name in a block",
      resource("aws_instance", { root_block_device: { iop: 1 } }),
      "aws_instance.root_block_device.iop",
    ],
    [
      "a reference",
      { data: { aws_ami: { one: { owners: ["${data.aws_region.one.region}"] } } } },
      "data.aws_region.region",
    ],
  ])("lacks %s", (_, stack, name) => {
    expect(unknownTo(release, stack)).toEqual([name]);
    if (name !== "aws_eip.vpc" && !name.endsWith(".iop")) expect(unknownTo(bound, stack)).toEqual([]);
  });
});
