import type { Area } from "../../verify/check";
import { expect as hold, Failed, Skipped } from "../../verify/outcome";
import { runChecks, type NamedCheck, select } from "../../verify/run";
import type { Subject } from "../../verify/subject";

const nobody = undefined as unknown as Subject;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const check = (name: string, run: NamedCheck["run"], disruptive?: boolean): NamedCheck => ({
  area: "test",
  name,
  run,
  disruptive,
});

const results = (...checks: NamedCheck[]) => Promise.all(runChecks(checks, nobody));

test("the other checks run, whatever one check does", async () => {
  const found = await results(
    check("fails", async () => hold(false, "it is not so") as never),
    check("breaks", () => Promise.reject(new TypeError("of undefined"))),
    check("cannot tell", () => Promise.reject(new Skipped("needs SSH"))),
    check("warns", async () => ({ warning: "ends soon" })),
    check("holds", async () => "three of them"),
  );
  expect(found.map(({ status }) => status)).toEqual(["failed", "failed", "skipped", "warned", "passed"]);
  expect(found.map(({ seen }) => seen.split("\n")[0])).toEqual([
    "it is not so",
    "TypeError: of undefined",
    "needs SSH",
    "ends soon",
    "three of them",
  ]);
});

test("checks run in parallel, and are reported in order", async () => {
  const order: string[] = [];
  const after = (milliseconds: number, name: string) =>
    check(name, async () => {
      await pause(milliseconds);
      order.push(name);
      return name;
    });
  const found = await results(after(40, "slow"), after(1, "fast"));
  expect(order).toEqual(["fast", "slow"]);
  expect(found.map(({ name }) => name)).toEqual(["slow", "fast"]);
});

test("a disruptive check runs alone, after all others", async () => {
  let running = 0;
  const besides: number[] = [];
  const watched = (name: string, disruptive?: boolean) =>
    check(
      name,
      async () => {
        running++;
        await pause(10);
        if (disruptive) besides.push(running - 1);
        running--;
        return name;
      },
      disruptive,
    );
  await results(watched("reboot", true), watched("a"), watched("b"), watched("reboot again", true));
  expect(besides).toEqual([0, 0]);
});

test("a failed check does not stop a disruptive one", async () => {
  const found = await results(
    check("fails", () => Promise.reject(new Failed("no"))),
    check("reboots", async () => "it is back", true),
  );
  expect(found.map(({ status }) => status)).toEqual(["failed", "passed"]);
});

test("the number of parallel checks is limited", async () => {
  let running = 0;
  let most = 0;
  const many = Array.from({ length: 40 }, (_, index) =>
    check(`${index}`, async () => {
      most = Math.max(most, ++running);
      await pause(2);
      running--;
      return "";
    }),
  );
  expect(await results(...many)).toHaveLength(40);
  expect(most).toBeGreaterThan(4);
  expect(most).toBeLessThan(20);
});

describe("which checks", () => {
  const areas: Area[] = [
    { name: "dns", checks: [{ name: "names", run: async () => "" }] },
    { name: "reboot", checks: [{ name: "a worker", run: async () => "", disruptive: true }] },
  ];
  const names = (...args: Parameters<typeof select>) => select(...args).map((it) => `${it.area}: ${it.name}`);

  test("disruptive checks run only on request", () => {
    expect(names(areas, {})).toEqual(["dns: names"]);
    expect(names(areas, { disruptive: true })).toEqual(["dns: names", "reboot: a worker"]);
  });

  test("a text selects checks by area or name", () => {
    expect(names(areas, { disruptive: true, only: "boot: a" })).toEqual(["reboot: a worker"]);
    expect(names(areas, { only: "nothing" })).toEqual([]);
  });

  test("some of them by parts of their names, with commas between", () => {
    expect(names(areas, { only: "nothing,boot: a", disruptive: true })).toEqual(["reboot: a worker"]);
  });
});

describe("a prerequisite", () => {
  const after = jest.fn(async () => "ran");
  const prerequisite = (run: NamedCheck["run"]) => ({ ...check("nodes are Ready", run), prerequisite: true });
  beforeEach(() => after.mockClear());

  test("that fails stops the others, including disruptive ones, and is named as the cause", async () => {
    const fails = prerequisite(async () => hold(false, "worker-0 has DiskPressure") as never);
    const found = await results(check("first in the list", after), fails, check("reboots", after, true));
    expect(after).not.toHaveBeenCalled();
    expect(found.map(({ status }) => status)).toEqual(["skipped", "failed", "skipped"]);
    expect(found[0]!.seen).toBe('not run, because "test: nodes are Ready" failed');
  });

  test("that passes, or is skipped, lets the others run after it", async () => {
    const order: string[] = [];
    const slow = prerequisite(async () => {
      await pause(20);
      order.push("prerequisite");
      throw new Skipped("needs a cluster file");
    });
    const other = check("other", async () => {
      order.push("other");
      return "ran";
    });
    await results(other, slow);
    expect(order).toEqual(["prerequisite", "other"]);
  });
});
