import { expressionsOf, referencesOf, textsOf } from "../../../tools/fixtures/references";
import { clusterFiles, resourcesOf, type Stack, stackOf, stackOfFile } from "../../../tools/fixtures/synthesized";

type Provisioner = { "remote-exec": { when?: string; on_failure?: string; inline: string[]; connection: object } };

const leavesOf = ({ resource }: Stack) =>
  Object.fromEntries(Object.entries(resource.terraform_data!).filter(([id]) => /_leave$|^cluster_end$/.test(id)));
const references = (value: unknown) => textsOf(value).flatMap(expressionsOf).flatMap(referencesOf);
const through = (stack: Stack, id: string) =>
  Object.entries(leavesOf(stack)[id]!.for_each as Record<string, { through: { host: string } }>).map(([name, it]) => [
    name,
    it.through.host,
  ]);
const address = (node: string) => `\${aws_instance.${node}.public_ip}`;

const three = stackOf();
const one = stackOf("masters: { count: 1 }");

describe.each(clusterFiles)("leaving the cluster of %s", (file) => {
  const leaves = leavesOf(stackOfFile(file));

  test("uses only values of the resource itself at destruction", () => {
    const all = Object.values(leaves).flatMap(({ provisioner }) => provisioner as Provisioner[]);
    const used = new Set(references(all));
    expect([...used].filter((reference) => !reference.startsWith("self."))).toEqual([]);
    expect(used).toContain("self.input");
  });

  test("has no key in input, because Terraform shows input as output without marking it as sensitive", () => {
    const held = references(Object.values(leaves).map(({ input, for_each }) => [input, for_each]));
    expect(held.filter((reference) => !/^(aws_instance\.|each\.value)/.test(reference))).toEqual([]);
  });
});

test("the first master removes all other nodes, and the second master removes the first", () => {
  expect(through(three, "master_leave")).toEqual([
    ["master-1", address("master-0")],
    ["master-2", address("master-0")],
  ]);
  expect(through(three, "first_master_leave")).toEqual([["master-0", address("master-1")]]);
  expect(through(three, "worker_leave").map(([, master]) => master)).toEqual(Array(3).fill(address("master-0")));
});

test("a single master has no leave, and masters that are removed leave through it", () => {
  expect(leavesOf(one)).not.toHaveProperty("first_master_leave");
  expect(leavesOf(one).master_leave).toMatchObject({
    for_each: {},
    provisioner: leavesOf(three).master_leave!.provisioner as unknown,
  });
});

test("known host keys are checked, for leaving nodes and for the masters that remove them", () => {
  const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB";
  const { worker_leave, cluster_end } = leavesOf(stackOf(`ssh: { hostKeys: { master-0: ${key} } }`));
  expect((worker_leave!.for_each as Record<string, unknown>)["worker-0"]).toMatchObject({
    self: { host_key: "" },
    through: { host_key: key },
  });
  const [judged] = worker_leave!.provisioner as Provisioner[];
  expect(judged!["remote-exec"].connection).toMatchObject({ host_key: "${self.input.through.host_key}" });
  expect(cluster_end!.input).toMatchObject({ "master-0": { host_key: key }, "master-1": { host_key: "" } });
});

test("a refused leave stops the apply; a failed stop of services does not", () => {
  for (const role of ["master", "worker"]) {
    const [judged, stopped] = leavesOf(three)[`${role}_leave`]!.provisioner as Provisioner[];
    const command = `sudo /usr/local/lib/groundup/leave ${role} \${self.input.node}`;
    expect(judged!["remote-exec"]).toMatchObject({ when: "destroy", inline: [command] });
    expect(judged!["remote-exec"]).not.toHaveProperty("on_failure");
    expect(stopped!["remote-exec"]).toMatchObject({ when: "destroy", on_failure: "continue" });
  }
});

test("a connection waits for 5 minutes if its failure stops the apply, and for 15 s if not", () => {
  const [began, ended] = leavesOf(three).cluster_end!.provisioner as Provisioner[];
  expect(began!["remote-exec"]).not.toHaveProperty("on_failure");
  expect(began!["remote-exec"].connection).toMatchObject({ timeout: "5m" });
  expect(ended!["remote-exec"]).toMatchObject({ when: "destroy", on_failure: "continue" });
  expect(ended!["remote-exec"].connection).toMatchObject({ timeout: "15s" });
});

test("the leave is destroyed before instances, joins and routes: the end of the cluster first, workers before masters", () => {
  const waits = (id: string) => leavesOf(three)[id]!.depends_on as string[];
  const joins = (role: string) => [0, 1, 2].map((index) => `null_resource.${role}-${index}_join`);
  const routes = [0, 1, 2].map((index) => `aws_route.worker-${index}_pods`);
  const masterLeaves = ["terraform_data.master_leave", "terraform_data.first_master_leave"];
  expect(waits("master_leave")).toEqual(joins("master"));
  expect(waits("worker_leave").sort()).toEqual([...joins("worker"), ...routes, ...masterLeaves].sort());
  expect(waits("cluster_end").sort()).toEqual([...masterLeaves, "terraform_data.worker_leave"].sort());
});

test("only a replacement changes the type of a running instance", () => {
  const { lifecycle } = resourcesOf(three)["aws_instance.worker-0"]!;
  expect((lifecycle as { ignore_changes: string[] }).ignore_changes).toContain("instance_type");
  expect(three.locals.instance_types).toMatchObject({
    "worker-2": { is: "${aws_instance.worker-2.instance_type}", wanted: "t3.small" },
  });
});

test("without load balancers of Services there is no step that deletes Services", () => {
  expect(three.resource.terraform_data).not.toHaveProperty("services_end");
});
