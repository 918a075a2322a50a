import { drawSchedule, meetsDisk, tellAct } from "../../../tools/drills/etcd/schedule";
import { Random } from "../../../tools/drills/random";

const names = ["master-0", "master-1", "master-2"];
const draw = (seed: number) => drawSchedule(new Random(seed), names);
const many = Array.from({ length: 300 }, (_, seed) => draw(seed));

test("a seed makes the same schedule again, another seed makes another", () => {
  expect(draw(7)).toEqual(draw(7));
  expect(new Set(many.map((acts) => acts.map(tellAct).join("; "))).size).toBe(many.length);
});

test("a schedule founds a cluster first, and ends within three acts of some seconds", () => {
  for (const acts of many) {
    expect(acts[0]!.disaster.kind).toBe("none");
    expect(acts.length).toBeLessThanOrEqual(3);
    for (const { trouble } of acts) expect(trouble.lasts).toBeLessThanOrEqual(7000);
  }
});

test("every disaster occurs, and only masters of the cluster are affected", () => {
  const acts = many.flat();
  const disasters = acts.map(({ disaster }) => disaster);
  expect(new Set(disasters.map(({ kind }) => kind))).toEqual(new Set(["none", "kill", "wipe", "terminate", "leave"]));
  for (const it of disasters) if (it.kind !== "none") expect(names).toEqual(expect.arrayContaining([...it.names]));
});

test("five masters, which take longer, have one disaster", () => {
  const five = [...names, "master-3", "master-4"];
  for (let seed = 0; seed < 50; seed++) expect(drawSchedule(new Random(seed), five).length).toBe(2);
});

test("faults are silent as well as loud, disks fill and hang, and clocks jump both ways", () => {
  const troubles = many.flat().map(({ trouble }) => trouble);
  expect(new Set(troubles.flatMap(({ cut }) => cut?.how ?? []))).toEqual(new Set(["drop", "reject"]));
  expect(new Set(troubles.flatMap(({ disks }) => [...disks.values()]))).toEqual(new Set(["full", "hanging"]));
  expect(troubles.some(({ stopped }) => stopped.length > 0)).toBe(true);
  expect(new Set(troubles.flatMap(({ clocks }) => [...clocks.values()].map(Math.sign)))).toEqual(new Set([-1, 1]));
  expect(many.some((acts) => acts.some(meetsDisk))).toBe(true);
});
