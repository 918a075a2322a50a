import { performDrill } from "../../../tools/drills/perform";
import type { PreparedDrill } from "../../../tools/drills/drill";

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
  const surroundings = { now: () => time, stopped: () => false, found, ran: () => undefined };
  return { ran, end, found, surroundings, drill: { does: "", kept, prepare: () => prepared } };
}

test("a drill runs its stored seeds first, then new ones until its time is over, which includes the stored ones", async () => {
  const { ran, end, surroundings, drill } = setUp([], [7, 9]);
  const report = await performDrill(drill, { seed: 100, minutes: 2, kept: true }, surroundings);
  expect(ran).toEqual([7, 9, 100, 101]);
  expect(report).toEqual({ runs: 4, failed: [] });
  expect(end).toHaveBeenCalledTimes(1);
});

test("no run starts that would end after the drill's time", async () => {
  const { ran, surroundings, drill } = setUp([]);
  await performDrill(drill, { seed: 100, minutes: 1.75, kept: true }, surroundings);
  expect(ran).toEqual([100, 101, 102]);
});

test("without time, a drill runs only the given seed", async () => {
  const { ran, surroundings, drill } = setUp([], [7]);
  await performDrill(drill, { seed: 5, minutes: 0, kept: false }, surroundings);
  expect(ran).toEqual([5]);
});

test("a fault is reported at once with its seed, and the drill continues", async () => {
  const { found, surroundings, drill } = setUp([101]);
  const { runs, failed } = await performDrill(drill, { seed: 100, minutes: 2, kept: true }, surroundings);
  expect({ runs, failed }).toEqual({ runs: 4, failed: [{ seed: 101, faults: ["fault of 101"] }] });
  expect(found).toHaveBeenCalledWith({ seed: 101, faults: ["fault of 101"] });
});

test("an impossible run ends the drill with its error, after the drill has stopped what it started", async () => {
  const { end, surroundings, drill } = setUp([]);
  const broken = { ...drill, prepare: () => ({ run: () => Promise.reject(new Error("no disk")), end }) };
  await expect(performDrill(broken, { seed: 1, minutes: 1, kept: true }, surroundings)).rejects.toThrow("no disk");
  expect(end).toHaveBeenCalledTimes(1);
});

test("an interrupted drill reports the runs so far", async () => {
  const { ran, surroundings, drill } = setUp([]);
  const stopped = () => ran.length === 2;
  const report = await performDrill(drill, { seed: 1, minutes: 10, kept: true }, { ...surroundings, stopped });
  expect(report.runs).toBe(2);
});

test("waiting runs happen in parallel, as many as the drill allows, each seed once", async () => {
  let running = 0;
  let most = 0;
  const ran: number[] = [];
  const prepared: PreparedDrill = {
    atOnce: 3,
    async run(seed) {
      ran.push(seed);
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
      running--;
      return [];
    },
  };
  const surroundings = { now: () => 0, stopped: () => ran.length >= 7, found: jest.fn(), ran: jest.fn() };
  const drill = { does: "", kept: [1, 2], prepare: () => prepared };
  await performDrill(drill, { seed: 50, minutes: 1, kept: true }, surroundings);
  expect(most).toBe(3);
  expect(ran.slice(0, 5)).toEqual([1, 2, 50, 51, 52]);
  expect(new Set(ran).size).toBe(ran.length);
});
