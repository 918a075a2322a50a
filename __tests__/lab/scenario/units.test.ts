import { writeFileSync } from "node:fs";
import path from "node:path";
import { nodesOf, roleFiles } from "../../../components/derived/bundle";
import { components } from "../../../components/registry";
import { marks } from "../../../components/derived/marks";
import { run } from "../../../lab/host/shell";
import { unitStarts } from "../../../lab/scenario/units";
import { planCluster } from "../../../lib/cluster";
import { type Role, roleOf, roles } from "../../../lib/contract/node-name";
import { paths } from "../../../lib/contract/paths";
import { startedUnit } from "../../../lib/render/unit";
import type { Machine } from "../../../verify/site/outputs";
import type { Subject } from "../../../verify/subject";
import { scratchFolder } from "../../support/scratch";
import { configOf } from "../../../tools/fixtures/synthesized";

const folder = scratchFolder();
const cluster = planCluster(configOf("{ masters: { count: 1 }, workers: { count: 1 } }"));

/** The units that a node of a role starts: each was started 1000 microseconds after the one before. */
const started = (role: Role) =>
  components.flatMap((component) => {
    const service = component.roles.includes(role) && component.service?.(cluster, nodesOf(cluster, role)[0]!);
    return service ? [startedUnit(service)] : [];
  });

/** Machines whose systemd knows the units of their role, and says 0 of all others, as systemctl does. */
async function on({ name }: Machine, script: string): Promise<string> {
  const role = roleOf(name);
  const description = roleFiles(cluster, role, marks).find((file) => file.path === paths.nodeDescription)!;
  const file = path.join(folder, `${role}.json`);
  writeFileSync(file, description.lines.join("\n"));
  const spelt = (unit: string) => (unit.endsWith(".service") ? `${unit}|${unit.replace(/\.service$/, "")}` : unit);
  const cases = started(role).map((unit, index) => `${spelt(unit)}) echo ${(index + 1) * 1000} ;;`);
  const systemctl = `systemctl() { case \${@: -1} in ${cases.join(" ")} *) echo 0 ;; esac; }`;
  return run(["bash", "-c", `${systemctl}\n${script.replaceAll(paths.nodeDescription, file)}`]);
}

test("every unit that groundup starts on a node is watched, by the name that systemd knows", async () => {
  const [masters, workers] = roles.map((role) => [{ name: `${role}-0` }] as unknown as readonly Machine[]);
  const starts = await unitStarts({ masters, workers, on } as unknown as Subject);
  const wanted = roles.flatMap((role) => started(role).map((unit) => `${role}-0/${unit.replace(/\.service$/, "")}`));
  expect(Object.keys(starts).sort()).toEqual([...wanted].sort());
  expect(wanted).toContain("master-0/etcd-snapshot.timer");
  // Of a unit that it does not know, systemd says 0: nobody would ever see it start.
  expect(Object.entries(starts).filter(([, at]) => at === 0)).toEqual([]);
});
