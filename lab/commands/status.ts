import { type Checked, readChecked, renderChecked } from "../aws/checked";
import { missingParts } from "../foundation";
import { hostProvider } from "../instances/providers";
import { type Refused, refusedTraffic } from "../network/refused";
import { files } from "../settings";
import { readStatus, type Status } from "../status";

/** Shows what runs in the lab. Returns the exit code: 0 if all parts run. */
export async function status(json: boolean): Promise<number> {
  const seen = readStatus();
  if (!seen) {
    console.log(json ? "{}" : "there is no lab on this machine; `npm run lab -- up` creates one");
    return 1;
  }
  const missing = missingParts();
  const refused = await refusedTraffic();
  const requests = readChecked();
  const provider = hostProvider();
  const hosts = { kind: provider.kind, system: (await provider.system()) ?? "unknown" };
  console.log(
    json
      ? JSON.stringify({ ...seen, hosts, refused, requests, missing }, undefined, 2)
      : renderStatus(seen, hosts, refused, requests, missing),
  );
  return missing.length === 0 ? 0 : 1;
}

/** The lab's hosts: their kind, and the operating system in them. */
interface HostDescription {
  readonly kind: string;
  readonly system: string;
}

/** The status for people. */
export function renderStatus(
  seen: Status,
  hosts: HostDescription,
  refused: readonly Refused[],
  requests: Checked,
  missing: readonly string[],
): string {
  const sections = [
    `hosts: ${hosts.kind}, ${hosts.system}`,
    ...(missing.length ? [`NOT RUNNING: ${missing.join(", ")}; \`npm run lab -- up\` starts them again`] : []),
    table(
      "instance",
      byName(seen.instances).map((it) => [it.name, it.state, it.privateAddress, it.publicAddress ?? "-", it.id]),
    ),
    table(
      "load balancer",
      seen.loadBalancers.map((it) => [it.node, it.address, it.publicAddress ?? "-", it.dnsName]),
    ),
    table(
      "target",
      seen.targets.map((it) => [
        it.target,
        it.state,
        it.group,
        `by ${it.node}`,
        it.receives ? "receives" : "-",
        it.reason,
      ]),
    ),
    renderRefused(refused),
    renderChecked(requests),
    `logs: ${files.logs}`,
  ];
  return sections.filter(Boolean).join("\n\n");
}

function renderRefused(refused: readonly Refused[]): string {
  const rows = refused.map((it) => [
    `${it.protocol}/${it.port}`,
    `${it.from} -> ${it.to}`,
    it.direction === "in" ? "on entering" : "on leaving",
  ]);
  return table("refused by security groups within the last hour", rows);
}

/** Sorted as people count: worker-2 before worker-10. */
function byName<T extends { name: string }>(list: readonly T[]): T[] {
  return [...list].sort((one, other) => one.name.localeCompare(other.name, "en", { numeric: true }));
}

function table(title: string, rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return [
    title,
    ...rows.map(
      (row) =>
        `  ${row
          .map((cell, column) => cell.padEnd(widths[column]!))
          .join("  ")
          .trimEnd()}`,
    ),
  ].join("\n");
}
