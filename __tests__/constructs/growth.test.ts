import { resourcesOf, stackOf } from "../../tools/fixtures/synthesized";

const three = stackOf("workers: { count: 3 }");
const four = stackOf("workers: { count: 4 }");

/** A resource apart from what it waits for, which makes no change to what exists. */
const meaning = ({ depends_on: _, ...rest }: Readonly<Record<string, unknown>>) => rest;

/** The keys whose values differ. */
const changed = (before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>) =>
  Object.keys(before).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));

const added = (before: object, after: object) => Object.keys(after).filter((key) => !(key in before));

const meanings = (stack: typeof three) =>
  Object.fromEntries(Object.entries(resourcesOf(stack)).map(([address, block]) => [address, meaning(block)]));

describe("one more worker", () => {
  test("adds its own resources and its route, and no shared resources", () => {
    expect(added(resourcesOf(three), resourcesOf(four)).sort()).toEqual([
      "aws_instance.worker-3",
      "aws_route.worker-3_pods",
      "null_resource.worker-3_join",
      "null_resource.worker-3_update",
      "terraform_data.worker-3_files",
      "tls_cert_request.pki_kubelet-worker-3_request",
      "tls_locally_signed_cert.pki_kubelet-worker-3_certificate",
      "tls_private_key.pki_kubelet-worker-3",
    ]);
  });

  test("changes no existing resource, and adds an entry to worker_leave", () => {
    expect(changed(meanings(three), meanings(four))).toEqual(["terraform_data.worker_leave"]);
    const [before, after] = [three, four].map((stack) => resourcesOf(stack)["terraform_data.worker_leave"]!);
    const { "worker-3": _, ...others } = after!.for_each as Record<string, unknown>;
    expect({ ...meaning(after!), for_each: others }).toEqual(meaning(before!));
  });

  test("adds its own files, and changes no files of other nodes", () => {
    expect(added(three.locals, four.locals)).toEqual(["worker_3_files"]);
    expect(changed(three.locals, four.locals)).toEqual(["certificate_ends", "instance_types"]); // its own among them
  });

  test("changes the outputs that list workers and certificates", () => {
    expect(changed(three.output, four.output)).toEqual(["certificate_expiry", "workers"]);
  });
});

test("workers are updated maxUnavailable at a time, after the masters and the cluster's objects", () => {
  const stack = stackOf("workers: { count: 5, maxUnavailable: 2 }");
  const waitsFor = (address: string) =>
    (resourcesOf(stack)[address]!.depends_on as string[]).filter((other) => /_update$|addons$/.test(other));
  expect([0, 1, 2, 3, 4].map((index) => waitsFor(`null_resource.worker-${index}_update`))).toEqual([
    ["null_resource.addons"],
    ["null_resource.addons"],
    ["null_resource.worker-0_update"],
    ["null_resource.worker-1_update"],
    ["null_resource.worker-2_update"],
  ]);
  expect(waitsFor("null_resource.addons")).toEqual(["null_resource.master-2_update"]);
  expect([0, 1, 2].map((index) => waitsFor(`null_resource.master-${index}_update`))).toEqual([
    [],
    ["null_resource.master-0_update"],
    ["null_resource.master-1_update"],
  ]);
});

test("no step runs during an update: a killed Terraform would record the step as done", () => {
  const { depends_on: waits } = resourcesOf(three)["null_resource.master-0_update"]!;
  const nodes = ["master", "worker"].flatMap((role) => [0, 1, 2].map((index) => `${role}-${index}`));
  expect(waits).toEqual(expect.arrayContaining(nodes.map((node) => `null_resource.${node}_join`)));
});
