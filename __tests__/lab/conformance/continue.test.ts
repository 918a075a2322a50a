import { continued, merged, remaining } from "../../../lab/conformance/continue";
import type { Spec } from "../../../lab/conformance/ginkgo";
import { renderConformance } from "../../../lab/conformance/page";
import type { ConformanceResult } from "../../../lab/conformance/result";

const spec = (name: string): Spec => ({ name, serial: false, state: "passed", seconds: 1 });
const failed = (name: string, tries?: number) => ({ name, message: "no answer", ...(tries ? { tries } : {}) });

const conditions = { commit: "abc", kubernetes: "1.37.1", masters: 1, workers: 2 };
const stored: ConformanceResult = {
  ...{ ...conditions, day: "2026-11-29", processes: 4, seconds: 60, all: 7, passed: 2, passedSerial: 1 },
  failed: [failed("c"), failed("d"), failed("e", 2)],
  notRun: [{ reason: "not started before the time limit", specs: ["f", "g"] }],
  standIns: ["busybox:1"],
};

/** A second part, which ran f and c: both passed. d failed again, and g was not reached. */
const part: ConformanceResult = {
  ...{ ...conditions, day: "2026-11-30", processes: 2, seconds: 5, all: 4, passed: 2, passedSerial: 0 },
  failed: [failed("d")],
  notRun: [{ reason: "not started before the time limit", specs: ["g"] }],
  standIns: ["agnhost:2"],
};

describe("lab conformance --continue", () => {
  test("runs the specs that were not run, and once each that failed", () => {
    const names = remaining(["a", "b", "c", "d", "e", "f", "g"].map(spec), stored).map(({ name }) => name);
    expect(names).toEqual(["c", "d", "f", "g"]);
  });

  test("refuses another commit, version or size of the cluster", () => {
    expect(continued(stored, conditions)).toBe(stored);
    expect(() => continued(undefined, conditions)).toThrow("--continue: docs/conformance.json has no result");
    expect(() => continued(stored, { ...conditions, commit: "def", workers: 3 })).toThrow(
      "--continue: the stored result is of another state: commit was abc, and is def; workers was 2, and is 3",
    );
  });

  test("counts each spec once", () => {
    const whole = merged(stored, part);
    expect(whole).toMatchObject({ all: 7, passed: 4, passedSerial: 1, seconds: 65, parts: 2, day: "2026-11-30" });
    expect(whole.failed).toEqual([failed("e", 2), failed("d", 2)]);
    expect(whole.passedLater).toEqual([failed("c")]);
    expect(whole.notRun).toEqual(part.notRun);
    expect(whole.standIns).toEqual(["agnhost:2", "busybox:1"]);
    const left = whole.notRun.flatMap(({ specs }) => specs);
    expect(whole.passed + whole.failed.length + left.length).toBe(whole.all);
  });

  test("keeps a spec as failed if the part did not run it", () => {
    const notRun = [{ reason: "not in the focus of this run, f", specs: ["c", "d", "g"] }];
    const whole = merged(stored, { ...part, passed: 1, failed: [], notRun });
    expect(whole.failed.map(({ name }) => name)).toEqual(["c", "d", "e"]);
    expect(whole.passedLater).toEqual([]);
    expect(whole.notRun).toEqual([{ reason: "not in the focus of this run, f", specs: ["g"] }]);
  });

  test("shows on the page that the result has several parts", () => {
    const page = renderConformance(merged(stored, part));
    expect(page).toContain("65 s, in 2 parts.");
    expect(page).toContain("### Failed first, passed when run again\n\n- `c`: `no answer`");
    expect(page).toContain("- `d` (2 times): `no answer`");
  });
});
