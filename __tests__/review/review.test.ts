import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { isOwn } from "../../review/cluster";
import { kinds } from "../../review/kinds";
import { parsePlan } from "../../review/plan";
import { ReviewError } from "../../review/plan-format";
import { type Review, reviewPlan } from "../../review/review";
import { renderMarkdown } from "../../review/render-markdown";
import { renderText } from "../../review/render-text";
import { planned, planOf, reviewOf } from "../support/planned";
import { recordedPlans } from "../../tools/fixtures/recorded-plans";
import { project } from "../../tools/fixtures/synthesized";

const plans = recordedPlans();
const review = (name: string, edit: (plan: any) => any = (plan) => plan): Review =>
  reviewPlan(parsePlan(JSON.stringify(edit(JSON.parse(plans[name]!)))));
const kindsOf = ({ findings }: Review) => [...new Set(findings.flatMap(({ kind }) => kind ?? []))].sort();
const dangersOf = (review: Review) => kindsOf(review).filter((kind) => kinds[kind].severity === "dangerous");

/** A provider of encryption at rest before another, as a replacement. */
const newKey = "      - secretbox:\n          keys:\n            - name: key2\n              secret: (not shown)\n$1";

/** A plan with every resource under the name that cdktf gives it in a construct. */
function inConstruct(construct: string, { resource_changes, configuration, planned_values, prior_state }: any) {
  const held = (name: string) => `${construct}_${name}_0A1B2C3D`;
  const reference = /^((?:aws|tls|null|terraform)_[a-z0-9_]+)\.([A-Za-z0-9_-]+)/;
  const address = (text: string) => text.replace(reference, (_, type, name) => `${type}.${held(name)}`);
  const renamed = (value: any): any => {
    if (typeof value === "string") return address(value);
    if (Array.isArray(value)) return value.map(renamed);
    return value && typeof value === "object"
      ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, renamed(one)]))
      : value;
  };
  const named = (one: any) => ({ ...one, name: held(one.name), address: one.address && address(one.address) });
  const { resources } = configuration.root_module;
  const state = ({ resources }: any) => ({
    root_module: { resources: resources.map((one: any) => ({ ...one, address: address(one.address) })) },
  });
  return {
    planned_values: state(planned_values.root_module),
    prior_state: prior_state && { values: state(prior_state.values.root_module) },
    resource_changes: resource_changes.map(named),
    configuration: { root_module: { resources: renamed(resources).map(named) } },
  };
}
const inModuleK8s = ({ resources }: any) => ({
  resources: resources.map((one: any) => ({ ...one, address: `module.k8s["a.b"].${one.address}` })),
});

describe("a recorded plan", () => {
  test.each([
    ["creation", "safe", []],
    ["nothing", "nothing", []],
    ["kubelet-field", "disruptive", []],
    ["upgrade", "disruptive", []],
    ["worker-added", "safe", []],
    ["worker-removed", "disruptive", []],
    ["masters-removed", "disruptive", []],
    ["open-to-world", "dangerous", ["open-to-world"]],
    ["algorithm", "dangerous", ["replace-authority", "replace-encryption-key", "replace-service-account-key"]],
    ["renewal", "disruptive", []],
    ["authority-removed-early", "dangerous", ["replace-authority"]],
    ["authority-added", "safe", []],
    ["encryption-key-added", "safe", []],
    ["master-replaced", "disruptive", []],
    ["destruction", "dangerous", ["destroy-cluster"]],
  ])("%s is %s", (name, verdict, dangers) => {
    const found = review(name);
    expect(found.verdict).toBe(verdict);
    expect(dangersOf(found)).toEqual(dangers);
    expect(found.refused).toEqual(expect.arrayContaining(dangers));
  });

  test("of an upgrade shows the old version, the new version and the order", () => {
    const [cluster] = review("upgrade").clusters;
    expect(cluster!.versions).toContainEqual({ name: "Kubernetes", from: "1.36.4", to: "1.37.1" });
    expect(cluster!.order).toEqual([["master-0"], ["master-1"], ["master-2"], ["worker-0"], ["worker-1"]]);
  });

  test.each(Object.keys(plans))("%s contains no key, not even a discarded one", (name) => {
    // What is long and no digest: a PEM, or a key in base64.
    const long = plans[name]!.match(/BEGIN [A-Z ]*KEY|[A-Za-z0-9+]{40,}={0,2}/g) ?? [];
    expect(long.filter((text) => !/^[0-9a-f]{64}$/.test(text))).toEqual([]);
  });

  test("of a renewal lists the certificates and their ends", () => {
    const [cluster] = review("renewal").clusters;
    expect(cluster!.certificates).toContainEqual({
      name: "kubelet-worker-0",
      what: "renewed",
      endsNow: expect.stringMatching(/^20/),
      validHours: 8760,
    });
    expect(cluster!.certificates.every(({ what }) => what === "renewed")).toBe(true);
  });

  test("of other encryption keys shows the names of the keys, and no key", () => {
    const { files } = review("encryption-key-added").clusters[0]!;
    const { diff } = files.find(({ path }) => path === "/etc/kubernetes/encryption.yaml")!;
    expect(diff!.filter((line) => line.startsWith("+")).join("\n")).toMatch(/name: key2\n\+ *secret: \(not shown\)/);
  });

  test.each([
    ["goes while it encrypts", (text: string) => text.replace("name: key1", "name: key2")],
    ["encrypts before all masters know it", (text: string) => text.replace(/( +- secretbox:)/, newKey)],
  ])("is dangerous with an encryption key that %s", (_, edit) => {
    const path = "/etc/kubernetes/encryption.yaml";
    const edited = review("encryption-key-added", (plan) => {
      const record = plan.resource_changes.find(({ address }: any) => address === "terraform_data.master_files");
      const { before, after } = record.change;
      after.triggers_replace[path] = edit(before.triggers_replace[path]);
      return plan;
    });
    expect(dangersOf(edited)).toEqual(["replace-encryption-key"]);
  });

  test("is dangerous if a new CA signs in the same apply", () => {
    const early = review("authority-added", (plan) => {
      const name = "pki_etcd-peer-master-0_certificate";
      const leaf = planned("tls_locally_signed_cert", name, ["delete", "create"], { ca_cert_pem: "old" }, {});
      const references = ["tls_self_signed_cert.pki_etcd-ca-2_certificate.cert_pem"];
      plan.configuration.root_module.resources.push({
        type: "tls_locally_signed_cert",
        name,
        expressions: { ca_cert_pem: { references } },
      });
      return { ...plan, resource_changes: [...plan.resource_changes, leaf] };
    });
    expect(dangersOf(early)).toEqual(["replace-authority"]);
  });

  test("is dangerous if another encryption key has the same name", () => {
    const changed = review("kubelet-field", (plan) => {
      const step = plan.resource_changes.find(({ address }: any) => address === "null_resource.worker-0_update");
      const triggers = (digest: string) => ({ triggers: { "/etc/kubernetes/encryption.yaml": digest } });
      const change = { ...step.change, before: triggers("1"), after: triggers("2"), after_unknown: {} };
      const master = { ...step, address: "null_resource.master-0_update", name: "master-0_update", change };
      const others = plan.resource_changes.filter(({ address }: any) => address !== master.address);
      return { ...plan, resource_changes: [...others, master] };
    });
    expect(dangersOf(changed)).toEqual(["replace-encryption-key"]);
  });

  test("without records says so, and does not show files as new", () => {
    const first = review("kubelet-field", (plan) => ({
      ...plan,
      resource_changes: plan.resource_changes.map((it: any) =>
        it.type === "terraform_data" ? { ...it, change: { ...it.change, actions: ["create"], before: null } } : it,
      ),
    }));
    expect(first.clusters[0]!.files).toEqual([
      { path: "/etc/kubernetes/kubelet.yaml", nodes: ["worker-0", "worker-1"] },
    ]);
    expect(renderText(first, false)).toContain("no record has the old contents of the files");
  });

  test("of a changed field shows the changed line", () => {
    const [file] = review("kubelet-field").clusters[0]!.files;
    expect(file).toMatchObject({ path: "/etc/kubernetes/kubelet.yaml", nodes: ["worker-0", "worker-1"] });
    expect(file!.diff).toContain("+maxPods: 50");
    expect(file!.diff!.filter((line) => /^[+-]/.test(line))).toHaveLength(1);
  });

  test("in reverse is a downgrade", () => {
    const swap = ({ before, after, ...change }: any) => ({ ...change, before: after, after: before });
    const downgrade = review("upgrade", (plan) => ({
      ...plan,
      resource_changes: plan.resource_changes.map((it: any) => ({ ...it, change: swap(it.change) })),
    }));
    expect(dangersOf(downgrade)).toEqual(["downgrade-kubernetes"]);
  });

  test("that skips a minor version is refused", () => {
    const skip = review("upgrade", (plan) => JSON.parse(JSON.stringify(plan).replaceAll("1.36.4", "1.35.4")));
    expect(dangersOf(skip)).toEqual(["skip-minor-version"]);
  });

  test("gives the same review if the cluster is a module of a larger configuration", () => {
    const own = review("masters-removed");
    const inModule = review("masters-removed", (plan) => ({
      ...plan,
      resource_changes: plan.resource_changes.map((change: any) => ({
        ...change,
        address: `module.k8s["a.b"].${change.address}`,
        module_address: 'module.k8s["a.b"]',
      })),
      planned_values: { root_module: { child_modules: [inModuleK8s(plan.planned_values.root_module)] } },
      prior_state: { values: { root_module: { child_modules: [inModuleK8s(plan.prior_state.values.root_module)] } } },
      configuration: { root_module: { module_calls: { k8s: { module: plan.configuration.root_module } } } },
    }));
    const [cluster] = inModule.clusters;
    expect(inModule.clusters).toEqual([
      { ...own.clusters[0]!, module: 'module.k8s["a.b"]', others: expect.anything() },
    ]);
    const closed = ({ firewall }: Review) => firewall.closed.map(({ traffic, source }) => [traffic, source]);
    expect(closed(inModule)).toEqual(closed(own));
    expect(cluster!.others).toHaveLength(own.clusters[0]!.others.length);
    expect(dangersOf(inModule)).toEqual(dangersOf(own));
  });

  test.each(Object.keys(plans))("%s gives the same review if the cluster is a construct in another app", (name) => {
    const own = review(name);
    const found = review(name, (plan) => ({ ...plan, ...inConstruct("my-platform_kubernetes", plan) }));
    const held = own.clusters.map((cluster) => ({
      ...cluster,
      construct: "my-platform_kubernetes",
      others: cluster.others.map((it) => ({ ...it, address: expect.anything() })),
    }));
    expect(found.clusters).toEqual(held);
    expect(found.foreign).toEqual([]);
    const ports = ({ firewall }: Review) =>
      [...firewall.opened, ...firewall.closed].map(({ traffic, source }) => [traffic, source]);
    expect(ports(found)).toEqual(ports(own));
    expect([found.verdict, dangersOf(found)]).toEqual([own.verdict, dangersOf(own)]);
  });

  test("is not refused if --allow names its danger", () => {
    const { verdict, refused, allowed } = reviewPlan(parsePlan(plans["open-to-world"]!), ["open-to-world"]);
    expect({ verdict, refused, allowed }).toEqual({ verdict: "dangerous", refused: [], allowed: ["open-to-world"] });
  });
});

test("etcd loses its quorum if too few members stay, and its data if none stays", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 7 }),
      fc.boolean(),
      (members, wanted, replaced) => {
        const lost = Math.min(members, wanted);
        const masters = Array.from({ length: members }, (_, index) => {
          const actions = index >= lost ? ["no-op"] : replaced ? ["delete", "create"] : ["delete"];
          return planned(
            "aws_instance",
            `master-${index}`,
            actions,
            { id: "i-0" },
            actions[0] === "delete" ? null : {},
          );
        });
        const worker = planned("aws_instance", "worker-0", ["no-op"], { id: "i-1" }, {});
        const found = dangersOf(reviewOf(planOf(...masters, worker)));
        const left = members - lost;
        const several = replaced && lost > 1;
        const expected = left === 0 ? ["destroy-etcd-data"] : several || left <= members / 2 ? ["lose-quorum"] : [];
        expect(found).toEqual(expected);
      },
    ),
  );
});

test.each([
  ["one of three", 1, 3, []],
  ["two of three", 2, 3, ["lose-quorum"]],
  ["all of three", 3, 3, ["lose-quorum"]],
  ["one of five", 1, 5, []],
  ["two of five", 2, 5, ["lose-quorum"]],
  ["all of five", 5, 5, ["lose-quorum"]],
])(
  "the review of replacing %s masters at once, each leaving first and with its data on a volume",
  (_, count, of, dangers) => {
    const changes = Array.from({ length: of }, (_, index) => {
      const name = `master-${index}`;
      const actions = index < count ? ["delete", "create"] : ["no-op"];
      const made = { metadata_options: [{ http_tokens: "required" }] };
      const block = index === 0 ? "first_master_leave" : "master_leave";
      return [
        planned("aws_instance", name, actions, { id: `i-${index}` }, made),
        planned("aws_ebs_volume", `${name}_etcd-volume`, ["no-op"], { id: `vol-${index}` }, {}),
        { ...planned("terraform_data", block, actions, { id: `l-${index}` }, {}), index: name },
      ];
    }).flat();
    const worker = planned("aws_instance", "worker-0", ["no-op"], { id: "i-9" }, {});
    expect(dangersOf(reviewOf(planOf(...changes, worker)))).toEqual(dangers);
  },
);

describe("etcd's volume", () => {
  const made = { metadata_options: [{ http_tokens: "required" }] };
  const machine = (name: string, ...actions: string[]) =>
    planned("aws_instance", name, actions, { id: "i-0" }, actions.at(-1) === "delete" ? null : made);
  const volume = (...actions: string[]) =>
    planned("aws_ebs_volume", "master-0_etcd-volume", actions, { id: "vol-0" }, actions[0] === "delete" ? null : {});
  const worker = machine("worker-0", "no-op");

  test("keeps the data if the only master is replaced: the API is unavailable and comes back", () => {
    const found = reviewOf(planOf(machine("master-0", "delete", "create"), volume("no-op"), worker));
    expect(found.verdict).toBe("disruptive");
    expect(found.clusters[0]!.disruption).toMatchObject({ api: "interrupted", apiSeconds: 60 });
    expect(found.findings.map(({ says }) => says)).toContainEqual(
      "master-0 is replaced, with etcd's data on a volume that stays: the API is unavailable for about 60 s; pods keep running",
    );
  });

  test.each([
    ["goes together with the only master", machine("master-0", "delete", "create"), ["destroy-etcd-data"]],
    ["goes from a master that stays", machine("master-0", "no-op"), ["destroy-etcd-data", "stop-machine"]],
  ])("that %s loses the data", (_, master, dangers) => {
    expect(dangersOf(reviewOf(planOf(master, volume("delete"), worker)))).toEqual(dangers);
  });

  test.each([
    ["one of three masters", 1, ["stop-machine"]],
    ["all of three masters", 3, ["lose-quorum", "stop-machine"]],
  ])("stops the instances of %s if its attachment is replaced", (_, count, dangers) => {
    const changes = ["master-0", "master-1", "master-2"].flatMap((name, index) => [
      machine(name, "no-op"),
      planned("aws_ebs_volume", `${name}_etcd-volume`, ["no-op"], { id: `vol-${index}` }, {}),
      planned(
        "aws_volume_attachment",
        `${name}_etcd-volume-attachment`,
        index < count ? ["delete", "create"] : ["no-op"],
        { id: `vai-${index}` },
        {},
      ),
    ]);
    expect(dangersOf(reviewOf(planOf(...changes, worker)))).toEqual(dangers);
  });

  test("is destroyed without danger with a master that leaves the cluster", () => {
    const leave = { ...planned("terraform_data", "first_master_leave", ["delete"], { id: "0" }), index: "master-0" };
    const others = ["master-1", "master-2"].map((name) => machine(name, "no-op"));
    expect(dangersOf(reviewOf(planOf(machine("master-0", "delete"), volume("delete"), leave, ...others)))).toEqual([]);
  });
});

test("the review says that AWS stops an instance to change its type, without a danger", () => {
  const typed = (type: string) => ({ id: "i-0", instance_type: type });
  const machine = planned("aws_instance", "worker-0", ["update"], typed("t3.small"), typed("t3.medium"));
  const { findings, verdict } = reviewOf(planOf(machine));
  expect(verdict).toBe("disruptive");
  expect(findings.map(({ says }) => says)).toEqual([
    expect.stringContaining("aws_instance.worker-0 is stopped and started for another type, without a drain"),
  ]);
});

test.each([
  ["docs/terraform-json.md", "kubelet-field"],
  ["docs/review.md", "open-to-world"],
  ["docs/review.md", "worker-added"],
])("%s shows the present review of %s", (page, name) => {
  const shown = readFileSync(path.join(project, page), "utf8");
  expect(shown).toContain(`${renderText(review(name), false).trimEnd()}\n\`\`\`\n`);
});

test("the review recognises every resource of every example", () => {
  const folder = path.join(project, "__tests__", "constructs", "addresses");
  // In an app of somebody's own, cdktf names everything.
  const files = readdirSync(folder).filter((file) => file !== "library.txt");
  const addresses = files.flatMap((file) => readFileSync(path.join(folder, file), "utf8").trim().split("\n"));
  const strangers = addresses
    .filter((address) => !address.startsWith("data."))
    .filter((address) => {
      const [type, name] = address.split(".") as [string, string];
      return !isOwn({ type, name });
    });
  expect(strangers).toEqual([]);
});

describe("a node that leaves before its instance goes", () => {
  const gone = (name: string) => planned("aws_instance", name, ["delete"], { id: "i-0" });
  const stays = planned("aws_instance", "master-0", ["no-op"], { id: "i-1" }, {});
  const leave = (block: string, index: string) => ({
    ...planned("terraform_data", block, ["delete"], { id: "x" }),
    index,
  });

  test("is drained, if it is a worker", () => {
    const found = reviewOf(planOf(stays, gone("worker-0"), gone("worker-1"), leave("worker_leave", "worker-1")));
    expect(found.clusters[0]!.disruption).toMatchObject({ drained: ["worker-1"], undrained: ["worker-0"] });
  });

  test("is no longer an etcd member, if it is a master", () => {
    const masters = [stays, gone("master-1"), gone("master-2")];
    const leaving = [leave("master_leave", "master-1"), leave("master_leave", "master-2")];
    expect(dangersOf(reviewOf(planOf(...masters, ...leaving)))).toEqual([]);
    expect(dangersOf(reviewOf(planOf(...masters, leaving[0]!)))).toEqual(["lose-quorum"]);
  });

  test("is not drained if the masters are told that the whole cluster ends, as by destroy -target", () => {
    const end = planned("terraform_data", "cluster_end", ["delete"], { id: "x" });
    const leaving = ["master-1", "master-2"].map((name) => leave("master_leave", name));
    const found = reviewOf(planOf(stays, gone("master-1"), gone("master-2"), ...leaving, end));
    expect(dangersOf(found)).toEqual(["lose-quorum", "stop-machine"]);
    const services = planned("terraform_data", "services_end", ["delete"], { id: "x" });
    const both = reviewOf(planOf(stays, gone("worker-1"), leave("worker_leave", "worker-1"), end, services));
    expect(renderText(both, false)).toContain("services_end: Services of type LoadBalancer are deleted");
    const worker = reviewOf(planOf(stays, gone("worker-1"), leave("worker_leave", "worker-1"), end));
    expect(worker.clusters[0]!.disruption).toMatchObject({ drained: [], undrained: ["worker-1"] });
  });
});

describe("the removal of a CA generation while another stays", () => {
  const authority = (name: string, actions: string[]) =>
    planned(
      "tls_self_signed_cert",
      `pki_${name}_certificate`,
      actions,
      { cert_pem: name },
      actions[0] === "delete" ? null : {},
    );
  const leaf = (issuer: string) =>
    planned("tls_locally_signed_cert", "pki_etcd-peer-master-0_certificate", ["no-op"], { ca_cert_pem: issuer }, {});
  const node = planned("aws_instance", "master-0", ["no-op"], { id: "i-0" }, {});
  const key = (name: string, actions: string[]) => planned("tls_private_key", `pki_${name}`, actions, {}, {});

  test.each([
    ["when nothing is signed by it any more", "etcd-ca-2", []],
    ["unless something still is", "etcd-ca", ["replace-authority"]],
  ])("is no danger %s", (_, issuer, dangers) => {
    const plan = planOf(node, authority("etcd-ca", ["delete"]), authority("etcd-ca-2", ["no-op"]), leaf(issuer));
    expect(dangersOf(reviewOf(plan))).toEqual(dangers);
  });

  test("is no danger for the token signing key either, unless the other key is new", () => {
    const old = {
      ...key("service-account", ["delete"]),
      change: { ...key("", ["delete"]).change, before: { id: "1" } },
    };
    const other = {
      ...key("service-account-2", ["no-op"]),
      change: { ...key("", ["no-op"]).change, before: { id: "2" } },
    };
    const fresh = planned("tls_private_key", "pki_service-account-2", ["create"], null, {});
    expect(dangersOf(reviewOf(planOf(node, old, other)))).toEqual([]);
    expect(dangersOf(reviewOf(planOf(node, old, fresh)))).toEqual(["replace-service-account-key"]);
  });
});

describe("ingress", () => {
  const group = (cidr: string) =>
    planned(
      "aws_security_group",
      "web",
      ["update"],
      { ingress: [] },
      {
        ingress: [{ protocol: "tcp", from_port: 80, to_port: 80, cidr_blocks: [], ipv6_cidr_blocks: [cidr] }],
      },
    );
  const rule = (after: object) => planned("aws_vpc_security_group_ingress_rule", "db", ["create"], null, after);
  const ports = { ip_protocol: "tcp", from_port: 5432, to_port: 5432 };

  test.each([
    ["a rule of somebody else's", rule({ ...ports, cidr_ipv4: "0.0.0.0/0" })],
    ["one half of the world", rule({ ...ports, cidr_ipv4: "128.0.0.0/1" })],
    ["IPv6, within a group", group("::/0")],
    [
      "an old-fashioned rule",
      planned("aws_security_group_rule", "x", ["create"], null, {
        ...ports,
        protocol: "tcp",
        type: "ingress",
        cidr_blocks: ["0.0.0.0/0"],
      }),
    ],
  ])("from everywhere is found in %s", (_, change) => {
    expect(dangersOf(reviewOf(planOf(change)))).toEqual(["open-to-world"]);
  });

  test("from everywhere is not reported if it existed before or is removed", () => {
    const open = { ...ports, cidr_ipv4: "0.0.0.0/0" };
    const changed = planned("aws_vpc_security_group_ingress_rule", "a", ["update"], open, {
      ...open,
      description: "b",
    });
    const gone = planned("aws_vpc_security_group_ingress_rule", "b", ["delete"], { ...open, from_port: 1 });
    expect(dangersOf(reviewOf(planOf(changed, gone)))).toEqual([]);
  });
});

describe("a resource that groundup did not create", () => {
  test("is listed and judged by its change", () => {
    const found = reviewOf(
      planOf(
        planned("aws_db_instance", "master-0", ["delete", "create"], { id: "db" }, {}),
        planned("aws_s3_bucket", "logs", ["create"], null, {}),
        planned("aws_x", "odd", ["enlighten"], {}, {}),
      ),
    );
    expect(found.clusters).toEqual([]);
    expect(found.foreign.map(({ action }) => action)).toEqual(["replace", "create", "unknown"]);
    expect(kindsOf(found)).toEqual(["destroy-foreign", "foreign", "no-cluster"]);
  });

  test("is shown as text, not as markup", () => {
    const found = reviewOf(
      planOf(planned("aws_x", "a", ["delete"], {}), {
        ...planned("aws_y", "b", ["create"], null, {}),
        address: 'aws_y.b["<img>|`"]',
      }),
    );
    expect(renderMarkdown(found)).toContain("&lt;img&gt;\\|\\`");
  });
});

test("a review contains no value that Terraform marks as sensitive", () => {
  const change = planned("terraform_data", "worker-0_files", ["create"], null, {
    triggers_replace: { "/etc/a": "hunter2", "/etc/b": "open" },
  });
  const step = planned(
    "null_resource",
    "worker-0_update",
    ["delete", "create"],
    { triggers: { "/etc/a": "1" } },
    { triggers: { "/etc/a": "2", "/etc/b": "1" } },
  );
  Object.assign(change.change, { after_sensitive: { triggers_replace: { "/etc/a": true } } });
  const found = reviewOf(planOf(change, step));
  const all = [JSON.stringify(found), renderText(found, true), renderMarkdown(found)].join();
  expect(all).not.toContain("hunter2");
  expect(all).toContain("+open");
});

test("a file whose text is known only after the apply has no diff", () => {
  const side = (digest: string) => ({ triggers: { "/etc/a": digest } });
  const step = planned("null_resource", "worker-0_update", ["delete", "create"], side("1"), side("2"));
  const record = planned(
    "terraform_data",
    "worker-0_files",
    ["delete", "create"],
    { triggers_replace: { "/etc/a": "old" } },
    { triggers_replace: {} },
  );
  Object.assign(record.change, { after_unknown: { triggers_replace: { "/etc/a": true } } });
  expect(reviewOf(planOf(step, record)).clusters[0]!.files).toEqual([{ path: "/etc/a", nodes: ["worker-0"] }]);
});

test("a review leaves out diffs if it would be too long for a comment on GitHub", () => {
  const long = review("kubelet-field");
  const [cluster] = long.clusters;
  const files = cluster!.files.map((file) => ({ ...file, diff: Array.from({ length: 9_000 }, () => "+ a line") }));
  const text = renderMarkdown({ ...long, clusters: [{ ...cluster!, files }] });
  expect(text.length).toBeLessThan(65_536);
  expect(text).toContain("9000 lines, left out");
});

describe("an input that groundup cannot review", () => {
  test.each([
    ["nothing", "", "the input is empty"],
    ["a saved plan", "PK\u0003\u0004", "this is a saved plan"],
    ["other text", "Plan: 1 to add", "this is not JSON"],
    ["other JSON", "[]", "has no format_version"],
    ["a state", '{"format_version":"1.0","values":{}}', "JSON of a state"],
    ["a later format", '{"format_version":"2.0"}', "found format_version 2.0; wanted: 1.x"],
    ["an empty state", '{"format_version":"1.0","terraform_version":"1.8.2"}', "JSON of an empty state"],
    [
      "a plan of another shape",
      '{"format_version":"1.2","resource_changes":[{"type":3}]}',
      "does not have the expected form",
    ],
  ])("groundup refuses %s with the reason", (_, text, reason) => {
    expect(() => parsePlan(text)).toThrow(ReviewError);
    expect(() => parsePlan(text)).toThrow(reason);
  });
});
