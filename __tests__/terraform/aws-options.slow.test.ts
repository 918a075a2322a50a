import path from "node:path";
import { run } from "../../lab/host/shell";
import { type Emulator, startEmulator } from "../../tools/fixtures/emulator";
import { describeUnlessMissing, missingForEmulator } from "../support/missing";
import { scratchFolder } from "../support/scratch";
import { machinesOnly } from "../../tools/fixtures/stack-parts";
import { stackOf } from "../../tools/fixtures/synthesized";
import { planned, variables, Workspace } from "../../tools/fixtures/terraform";

/** Everything of AWS's that is there by choice, on the fewest machines. */
const file = (masters: string, ssh: string) => `
name: chosen
network: { privateNodes: true, flowLogs: { s3: "arn:aws:s3:::vpc-flow-logs" } }
masters: { count: 1, instanceProfile: some-profile, etcdVolumeGiB: 8, ${masters} }
workers: { count: 1, instanceProfile: other-profile }
ssh: { bastion: { host: jump.example.com }, ${ssh} }`;

const protections = "terminationProtection: true, preventDestroy: true";

// They build on each other, in order.
describeUnlessMissing(missingForEmulator(), "The machines of a cluster with what AWS offers by choice", () => {
  const folder = scratchFolder();
  let emulator: Emulator;

  /** Terraform with another cluster file and the same state. */
  function workspaceOf(masters: string, ssh = ""): Workspace {
    const stack = machinesOnly(stackOf(file(masters, ssh)));
    return new Workspace(path.join(folder, "stack"), stack, { ...emulator.environment, ...variables });
  }

  const destroyArguments = ["destroy", "-no-color", "-input=false", "-auto-approve"];

  beforeAll(async () => {
    emulator = await startEmulator(folder);
    const curl = ["curl", "--fail", "--silent", "--show-error"];
    await run([...curl, "--request", "PUT", `${emulator.endpoint}/vpc-flow-logs`]);
    const asIam = "Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/iam/aws4_request";
    for (const name of ["some-profile", "other-profile"]) {
      const profile = `Action=CreateInstanceProfile&Version=2010-05-08&InstanceProfileName=${name}`;
      await run([...curl, "--header", asIam, "--data", profile, emulator.endpoint]);
    }
    const workspace = workspaceOf(protections);
    await workspace.init();
    await workspace.apply();
  });
  afterAll(() => emulator?.stop());

  test("has an empty second plan", async () => {
    const { code, stdout } = await workspaceOf(protections).plan();
    expect(stdout).toContain("No changes.");
    expect(code).toBe(planned.nothing);
  });

  test("has the options of the cluster file", async () => {
    const resources = await workspaceOf(protections).resources();
    const valuesOf = (address: string) => resources.find((it) => it.address === address)!.values;
    const { public_ip } = valuesOf("aws_eip.network_zone-0_address");
    // The kernel drops what comes from the loopback network, which is where moto has Elastic IPs.
    expect(public_ip).not.toMatch(/^127\./);
    expect(valuesOf("aws_nat_gateway.network_zone-0_nat").public_ip).toBe(public_ip);
    const [vpc_id, log_destination] = [valuesOf("aws_vpc.network_vpc").id, "arn:aws:s3:::vpc-flow-logs"];
    expect(valuesOf("aws_flow_log.network_flow-log")).toMatchObject({ vpc_id, log_destination, traffic_type: "ALL" });
    const master = { iam_instance_profile: "some-profile", disable_api_termination: true, public_ip: "" };
    expect(valuesOf("aws_instance.master-0")).toMatchObject(master);
    const [volume_id, instance_id] = ["aws_ebs_volume.master-0_etcd-volume", "aws_instance.master-0"].map(
      (address) => valuesOf(address).id,
    );
    expect(valuesOf("aws_volume_attachment.master-0_etcd-volume-attachment")).toMatchObject({ volume_id, instance_id });
    const worker = { iam_instance_profile: "other-profile", disable_api_termination: false, public_ip: "" };
    expect(valuesOf("aws_instance.worker-0")).toMatchObject(worker);
  });

  test("can remove its key pair without replacing an instance", async () => {
    const workspace = workspaceOf(protections, "authorizedKey: { publicKey: generated }");
    expect(await workspace.apply()).toContain("Resources: 0 added, 0 changed, 1 destroyed.");
    const addresses = (await workspace.resources()).map(({ address }) => address);
    expect(addresses).not.toContain("aws_key_pair.ssh_pair");
    expect(addresses).toContain("tls_private_key.ssh");
  });

  test("is not destroyed with preventDestroy, and is destroyed with terminationProtection", async () => {
    const refused = await workspaceOf(protections).attempt(...destroyArguments);
    expect(refused.stderr).toContain("Instance cannot be destroyed");
    // The provider of this version turns the protection off by itself before it destroys.
    const open = workspaceOf("terminationProtection: true, preventDestroy: false");
    await open.run(...destroyArguments);
    expect(await open.resources()).toEqual([]);
  });
});
