/** The attributes that a review reads, by resource type; nothing else of a resource is kept. */
const rule = [
  "cidr_ipv4",
  "cidr_ipv6",
  "description",
  "from_port",
  "ip_protocol",
  "referenced_security_group_id",
  "security_group_id",
  "to_port",
];
const attributes: Readonly<Record<string, readonly string[]>> = {
  aws_instance: ["instance_type", "private_ip"],
  aws_security_group: ["id"],
  aws_vpc_security_group_egress_rule: rule,
  aws_vpc_security_group_ingress_rule: rule,
  null_resource: ["triggers"],
  terraform_data: ["triggers_replace"],
  tls_locally_signed_cert: ["ca_cert_pem", "validity_end_time", "validity_period_hours"],
  tls_self_signed_cert: ["cert_pem", "validity_end_time", "validity_period_hours"],
};

/** Files of a record that reviews read also where nothing changes in them. */
const description = "/etc/groundup/node.json";
const kept = ["/etc/kubernetes/encryption.yaml"];

type Json = any;

/**
 * A plan of `terraform show -json` cut down to what a review reads, the same whenever and wherever it is made: with
 * ids, digests and dates in place of those that were drawn, and without anything secret.
 */
export function reducePlan(text: string): string {
  const plan = JSON.parse(text) as Json;
  const changes = (plan.resource_changes as Json[]).filter(isTelling);
  const changing = new Set(changes.map(({ type, name }) => `${type}.${name}`));
  const blocks = (plan.configuration.root_module.resources as Json[]).filter(
    ({ type, name }) => type === "null_resource" || changing.has(`${type}.${name}`),
  );
  const reduced = {
    format_version: plan.format_version,
    terraform_version: plan.terraform_version,
    errored: plan.errored,
    resource_changes: changes.sort((a, b) => (a.address < b.address ? -1 : 1)).map(reduceChange),
    configuration: { root_module: { resources: blocks.flatMap(reduceBlock) } },
  };
  return withoutChance(`${JSON.stringify(reduced, undefined, 1)}\n`);
}

/** Of what does not change, a review reads which nodes and groups there are, and what the records say of nodes. */
const isTelling = ({ mode, type, name, change }: Json) =>
  mode === "managed" &&
  (change.actions[0] !== "no-op" ||
    /^aws_(instance|security_group)$/.test(type) ||
    /^(master|worker)_files$/.test(name));

function reduceChange({ address, mode, type, name, index, action_reason, change }: Json): Json {
  const keep = (values: Json) => values && pick(values, attributes[type] ?? []);
  const idle = change.actions[0] === "no-op";
  const reduced = {
    actions: change.actions,
    before: keep(change.before),
    after: keep(change.after),
    after_unknown: keep(change.after_unknown),
    before_sensitive: false,
    after_sensitive: false,
  };
  if (type === "terraform_data") shorten(reduced, idle);
  return { address, mode, type, name, index, action_reason, change: reduced };
}

const pick = (values: Json, keys: readonly string[]) =>
  Object.fromEntries(keys.filter((key) => key in values).map((key) => [key, values[key]]));

/** Text that does not change says little: of a record, only changed files stay whole. */
function shorten({ before, after }: Json, idle: boolean): void {
  const [old, planned] = [before?.triggers_replace ?? {}, after?.triggers_replace ?? {}];
  for (const side of [old, planned]) delete side.ssh_key; // of nodes that leave
  for (const path of Object.keys({ ...old, ...planned })) {
    if (path in old && path in planned && old[path] !== planned[path]) continue;
    for (const side of [old, planned].filter((one) => path in one)) {
      if (path === description) side[path] = shortDescription(side[path]);
      else if (!kept.includes(path) && idle) delete side[path];
      else if (!kept.includes(path)) side[path] = String(side[path]).split("\n")[0];
    }
  }
}

/** The parts of a node's description that a review reads. */
function shortDescription(text: string): string {
  const { kubernetes, artifacts, units } = JSON.parse(text) as Json;
  const keys = ["unit", "disruptsPods", "files", "artifacts"];
  return JSON.stringify({
    kubernetes,
    artifacts: artifacts.map((one: Json) => pick(one, ["name", "source"])),
    units: units.map((one: Json) => pick(one, keys)),
  });
}

/** Attributes of which a review reads what they refer to. */
const referring = ["ca_cert_pem", "cidr_ipv4", "referenced_security_group_id", "security_group_id"];

function reduceBlock({ address, mode, type, name, depends_on, expressions }: Json): Json[] {
  if (mode !== "managed") return [];
  if (type === "null_resource") {
    const steps = depends_on.filter((one: string) => /^null_resource\..*(_update|addons|reencrypt)$/.test(one));
    return name.endsWith("_join") ? [] : [{ address, mode, type, name, depends_on: steps }];
  }
  const telling = pick(expressions ?? {}, referring);
  if (Object.keys(telling).length === 0) return [];
  const references = Object.entries<Json>(telling).map(([key, expression]) => [
    key,
    { references: expression.references },
  ]);
  return [{ address, mode, type, name, expressions: Object.fromEntries(references) }];
}

/** What is drawn by chance or by the clock, in the order in which it appears. */
function withoutChance(text: string): string {
  const seen = new Map<string, string>();
  const named = (drawn: string, make: (count: number) => string) => {
    if (!seen.has(drawn)) seen.set(drawn, make(seen.size));
    return seen.get(drawn)!;
  };
  return text
    .replace(/\b(i|sg|sgr|eni|vpc|subnet)-[0-9a-f]{17}\b/g, (id, kind) => named(id, (count) => `${kind}-${count}`))
    .replace(/(?<="cidr_ipv4": ")(?!203\.|172\.|0\.)[\d.]+(?=\/32)/g, (ip) => named(ip, (n) => `198.51.100.${n % 256}`))
    .replace(/(?<="(?!artifact)[^"]*": ")[0-9a-f]{64}(?=")/g, (digest) => named(digest, (count) => `digest-${count}`))
    .replace(/-----BEGIN CERTIFICATE[^"]*/g, (pem) => named(pem, (count) => `certificate-${count}`))
    .replace(/\b20\d\d-\d\d-\d\dT[\d:]+Z/g, "2027-11-25T10:00:00Z");
}
