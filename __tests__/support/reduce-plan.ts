import { fixedSettings } from "../../lib/review/fixed";

/** The attributes that a review reads of a resource, whatever happens to it; nothing else of it is kept. */
const rule = [
  "cidr_ipv4",
  "cidr_ipv6",
  "description",
  "from_port",
  "ip_protocol",
  "prefix_list_id",
  "referenced_security_group_id",
  "security_group_id",
  "to_port",
];
const attributes: Readonly<Record<string, readonly string[]>> = {
  aws_ebs_volume: ["size"],
  aws_instance: ["id", "instance_type", "metadata_options", "private_ip", "root_block_device", "tags"],
  aws_security_group: ["id"],
  aws_vpc_security_group_egress_rule: rule,
  aws_vpc_security_group_ingress_rule: rule,
  null_resource: ["triggers"],
  terraform_data: ["triggers_replace"],
  tls_locally_signed_cert: ["ca_cert_pem", "validity_end_time", "validity_period_hours"],
  tls_self_signed_cert: ["cert_pem", "subject", "validity_end_time", "validity_period_hours"],
};

/** Files of a record that reviews read also where nothing changes in them: whole, or the lines that they look for. */
const description = "/etc/groundup/node.json";
const encryption = "/etc/kubernetes/encryption.yaml";
const lines: readonly (readonly [path: string, pattern: RegExp])[] = [
  ...fixedSettings.map(({ path, pattern }) => [path, pattern] as const),
  ["/etc/systemd/system/kube-apiserver.service", /--shutdown-delay-duration=\S+/],
  ["/etc/kubernetes/kubelet.conf", /server: .*/],
];

type Json = any;

/**
 * A plan of `terraform show -json` cut down to what a review reads, the same whenever and wherever it is made: with
 * ids, digests and dates in place of those that were drawn, and without anything secret. What is left out of its changes is
 * left out of its other parts too, so it is a whole plan of fewer resources.
 */
export function reducePlan(text: string): string {
  const plan = JSON.parse(text) as Json;
  const all = (plan.resource_changes ?? []) as Json[];
  const changes = all.filter(isTelling);
  const left = new Set(all.filter((change) => !changes.includes(change)).map(({ address }) => address));
  const isKept = ({ address, mode }: Json) => mode === "managed" && !left.has(address);
  const state = (module: Json) => ({
    resources: (module.resources ?? []).filter(isKept).map(({ address, mode }: Json) => ({ address, mode })),
  });
  const blocks = (plan.configuration.root_module.resources as Json[]).filter(isKept);
  const reduced = {
    format_version: plan.format_version,
    terraform_version: plan.terraform_version,
    errored: plan.errored,
    complete: plan.complete,
    resource_drift: plan.resource_drift?.map(reduceChange),
    resource_changes: changes.sort((a, b) => (a.address < b.address ? -1 : 1)).map(reduceChange),
    planned_values: { root_module: state(plan.planned_values.root_module) },
    prior_state: plan.prior_state && { values: { root_module: state(plan.prior_state.values?.root_module ?? {}) } },
    configuration: { root_module: { resources: blocks.map(reduceBlock) } },
  };
  return withoutChance(`${JSON.stringify(reduced, undefined, 1)}\n`);
}

/** Of what does not change, a review reads which nodes, steps, groups and CAs there are, and what records say of nodes. */
const isTelling = ({ mode, type, name, change }: Json) =>
  mode === "managed" &&
  (change.actions[0] !== "no-op" ||
    /^(aws_instance|aws_security_group|null_resource)$/.test(type) ||
    /^(ssh|pki_.*-ca(-\d+)?)$/.test(name) ||
    /^(master|worker)(-\d+)?_files$/.test(name));

function reduceChange({ address, mode, type, name, index, action_reason, change }: Json): Json {
  const idle = change.actions[0] === "no-op";
  const differing = change.actions[0] === "update" ? differingAttributes(change) : [];
  const known = attributes[type] ?? [];
  const keep = (values: Json, stand: string) =>
    values && {
      ...pick(values, known),
      ...Object.fromEntries(differing.filter((it) => !known.includes(it) && it in values).map((it) => [it, stand])),
    };
  const reduced = {
    actions: change.actions,
    before: keep(change.before, "as it was"),
    after: keep(change.after, "as it becomes"),
    after_unknown: change.after_unknown && pick(change.after_unknown, [...known, ...differing]),
    before_sensitive: false,
    after_sensitive: false,
  };
  if (type === "terraform_data") shorten(reduced, idle);
  if (type === "null_resource" && idle)
    for (const side of [reduced.before, reduced.after]) side.triggers = stepMarks(side.triggers);
  if (type === "aws_instance") [reduced.before, reduced.after].forEach(shortenInstance);
  return { address, mode, type, name, index, action_reason, change: reduced };
}

/** Of a step that does not run: what shows of which node it is. */
const stepMarks = (triggers: Json) => pick(triggers ?? {}, ["instance", description]);

function differingAttributes({ before, after, after_unknown }: Json): string[] {
  const names = new Set([before, after, after_unknown].flatMap((side) => Object.keys(side ?? {})));
  return [...names].filter((name) => {
    const unknown = JSON.stringify(after_unknown?.[name] ?? false);
    return unknown.includes("true") || JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]);
  });
}

const pick = (values: Json, keys: readonly string[]) =>
  Object.fromEntries(keys.filter((key) => key in values).map((key) => [key, values[key]]));

/** Of blocks in an instance, what a review reads. */
function shortenInstance(values: Json): void {
  for (const [name, key] of [
    ["metadata_options", "http_tokens"],
    ["root_block_device", "volume_size"],
  ] as const) {
    if (Array.isArray(values?.[name])) values[name] = values[name].map((one: Json) => pick(one, [key]));
  }
}

/** Text that does not change says little: of a record, only changed files stay whole. */
function shorten({ before, after }: Json, idle: boolean): void {
  const [old, planned] = [before?.triggers_replace ?? {}, after?.triggers_replace ?? {}];
  for (const side of [old, planned]) delete side.ssh_key; // of nodes that leave
  for (const path of Object.keys({ ...old, ...planned })) {
    if (path in old && path in planned && old[path] !== planned[path]) continue;
    const telling = lines.filter(([file]) => file === path);
    for (const side of [old, planned].filter((one) => path in one)) {
      if (path === description) side[path] = shortDescription(side[path]);
      else if (telling.length > 0) side[path] = telling.flatMap(([, it]) => it.exec(side[path])?.[0] ?? []).join("\n");
      else if (path !== encryption && idle) delete side[path];
      else if (path !== encryption) side[path] = String(side[path]).split("\n")[0];
    }
  }
}

/** The parts of a node's description that a review reads. */
function shortDescription(text: string): string {
  const { kubernetes, artifacts, units } = JSON.parse(text) as Json;
  const keys = ["unit", "disruptsPods", "files", "artifacts", "settleSeconds"];
  return JSON.stringify({
    kubernetes,
    artifacts: artifacts.map((one: Json) => pick(one, ["name", "source"])),
    units: units.map((one: Json) => pick(one, keys)),
  });
}

/** Attributes of which a review reads what they refer to. */
const referring = ["ca_cert_pem", "cidr_ipv4", "referenced_security_group_id", "security_group_id", "triggers"];

function reduceBlock({ address, mode, type, name, depends_on, expressions, for_each_expression }: Json): Json {
  const references = Object.entries<Json>(pick(expressions ?? {}, referring)).map(([key, { references }]) => [
    key,
    {
      references:
        type === "null_resource" ? references?.filter((it: string) => /^aws_instance\./.test(it)) : references,
    },
  ]);
  const steps = depends_on?.filter((one: string) => /^null_resource\..*(_update|addons|reencrypt)$/.test(one));
  return {
    ...{ address, mode, type, name },
    ...(type === "null_resource" && !name.endsWith("_join") && { depends_on: steps ?? [] }),
    ...(references.length > 0 && { expressions: Object.fromEntries(references) }),
    ...(for_each_expression && { for_each_expression: {} }),
  };
}

/** What is drawn by chance or by the clock, in the order in which it appears. */
function withoutChance(text: string): string {
  const seen = new Map<string, string>();
  const named = (drawn: string, make: (count: number) => string) => {
    if (!seen.has(drawn)) seen.set(drawn, make(seen.size));
    return seen.get(drawn)!;
  };
  return text
    .replace(/\b(i|sg|sgr|eni|vpc|subnet|vol)-[0-9a-f]{17}\b/g, (id, kind) => named(id, (count) => `${kind}-${count}`))
    .replace(/(?<="cidr_ipv4": ")(?!203\.|172\.|0\.)[\d.]+(?=\/32)/g, (ip) => named(ip, (n) => `198.51.100.${n % 256}`))
    .replace(/(?<="(?!artifact)[^"]*": ")[0-9a-f]{64}(?=")/g, (digest) => named(digest, (count) => `digest-${count}`))
    .replace(/-----BEGIN CERTIFICATE[^"]*/g, (pem) => named(pem, (count) => `certificate-${count}`))
    .replace(/\b20\d\d-\d\d-\d\dT[\d:]+Z/g, "2027-11-25T10:00:00Z");
}
