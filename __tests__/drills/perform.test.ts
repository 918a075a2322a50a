import { performDrill } from "../../drills/perform";
import type { PreparedDrill } from "../../drills/drill";

const minute = 60_000;

/** A drill whose runs take half a minute, and that finds a fault at some seeds. */
function setUp(faulty: readonly number[], kept: readonly number[] = []) {
  const ran: number[] = [];
  let time = 0;
  const end = jest.fn();
  const prepared: PreparedDrill = {
    run(seed) {
      ran.push(seed);
      time += minute / 2;
      return faulty.includes(seed) ? [`fault of ${seed}`] : [];
    },
    end,
  };
  const found = jest.fn();
  const surroundings = { now: () => time, stopped: () => false, found };
  return { ran, end, found, surroundings, drill: { does: "", kept, prepare: () => prepared } };
}

test("a drill runs its kept seeds first, then new ones until its time is over", async () => {
  const { ran, end, surroundings, drill } = setUp([], [7, 9]);
  const report = await performDrill(drill, { seed: 100, minutes: 2, kept: true }, surroundings);
  expect(ran).toEqual([7, 9, 100, 101, 102, 103]);
  expect(report).toEqual({ runs: 6, failed: [] });
  expect(end).toHaveBeenCalledTimes(1);
});

test("without time, a drill runs the given seed alone", async () => {
  const { ran, surroundings, drill } = setUp([], [7]);
  await performDrill(drill, { seed: 5, minutes: 0, kept: false }, surroundings);
  expect(ran).toEqual([5]);
});

test("a fault is told at once with its seed, and the drill goes on", async () => {
  const { found, surroundings, drill } = setUp([101]);
  const { runs, failed } = await performDrill(drill, { seed: 100, minutes: 2, kept: true }, surroundings);
  expect({ runs, failed }).toEqual({ runs: 4, failed: [{ seed: 101, faults: ["fault of 101"] }] });
  expect(found).toHaveBeenCalledWith({ seed: 101, faults: ["fault of 101"] });
});

test("a run that cannot be made ends the drill with its error, after the drill has taken down what it started", async () => {
  const { end, surroundings, drill } = setUp([]);
  const broken = { ...drill, prepare: () => ({ run: () => Promise.reject(new Error("no disk")), end }) };
  await expect(performDrill(broken, { seed: 1, minutes: 1, kept: true }, surroundings)).rejects.toThrow("no disk");
  expect(end).toHaveBeenCalledTimes(1);
});

test("somebody who interrupts a drill gets the report of the runs so far", async () => {
  const { ran, surroundings, drill } = setUp([]);
  const stopped = () => ran.length === 2;
  const report = await performDrill(drill, { seed: 1, minutes: 10, kept: true }, { ...surroundings, stopped });
  expect(report.runs).toBe(2);
});
