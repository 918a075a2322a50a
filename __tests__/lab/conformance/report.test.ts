import { endOfSpec, specsOf } from "../../../lab/conformance/ginkgo";
import { renderConformance } from "../../../lab/conformance/page";
import { type ConformanceResult, outcomeOf } from "../../../lab/conformance/result";
import { select } from "../../../lab/conformance/selection";

/** Ginkgo's JSON, with the fields that are read and others that must not mislead. */
function spec(text: string, state: string, others: object = {}): object {
  return {
    ContainerHierarchyTexts: ["[sig-network] DNS"],
    ContainerHierarchyLabels: [["sig-network"]],
    LeafNodeType: "It",
    LeafNodeText: text,
    LeafNodeLabels: ["Conformance"],
    State: state,
    RunTime: 2_345_000_000,
    ...others,
  };
}

const report = (...specs: readonly object[]) =>
  JSON.stringify([{ SuiteDescription: "Kubernetes e2e suite", SpecReports: specs }]);

describe("Ginkgo's report", () => {
  test("is read as specs with their full names, without set-up nodes", () => {
    const before = { LeafNodeType: "SynchronizedBeforeSuite", LeafNodeText: "", State: "passed", RunTime: 1 };
    const failure = { Failure: { Message: "timed out\nwaiting for pods" } };
    expect(specsOf(report(before, spec("one", "passed"), spec("two [Serial]", "failed", failure)))).toEqual([
      { name: "[sig-network] DNS one", serial: false, state: "passed", seconds: 2 },
      { name: "[sig-network] DNS two [Serial]", serial: true, state: "failed", seconds: 2, message: "timed out" },
    ]);
  });

  test("a suite without specs has none", () => {
    expect(specsOf(JSON.stringify([{ SpecReports: null }]))).toEqual([]);
  });

  test.each([
    ["• [2.345 seconds]", "passed"],
    ["• [FAILED] [12.001 seconds]", "failed"],
    ["• [PANICKED!] [0.001 seconds]", "failed"],
    ["S [SKIPPED] [0.001 seconds]", undefined],
    ["  • [2.345 seconds]", undefined],
    ["STEP: waiting", undefined],
  ])("the line %p ends a spec as %s", (line, state) => {
    expect(endOfSpec(line)).toBe(state);
  });
});

describe("the outcome", () => {
  const listed = specsOf(report(...["a [Serial]", "b", "c", "d", "e", "f"].map((it) => spec(it, "passed"))));
  const selection = select(listed, undefined, [{ image: "kitten:1", neededBy: /DNS f/ }]);
  const ran = specsOf(
    report(
      spec("a [Serial]", "passed"),
      spec("b", "failed", { Failure: { Message: "no answer" } }),
      spec("c", "skipped"),
      spec("d", "skipped", { Failure: { Message: "Requires at least 2 nodes" } }),
      spec("e", "timedout", { Failure: { Message: "A suite timeout occurred" } }),
      spec("f", "skipped"),
    ),
  );
  const outcome = outcomeOf(selection, ran);

  test("counts each spec of the version once", () => {
    expect(outcome).toMatchObject({ all: 6, passed: 1, passedSerial: 1 });
    expect(outcome.failed).toEqual([{ name: "[sig-network] DNS b", message: "no answer" }]);
  });

  test("names what was not run, and why", () => {
    expect(outcome.notRun).toEqual([
      { reason: "its image is not available: kitten:1", specs: ["[sig-network] DNS f"] },
      { reason: "not started before the time limit", specs: ["[sig-network] DNS c"] },
      { reason: "Requires at least 2 nodes", specs: ["[sig-network] DNS d"] },
      { reason: "stopped by the time limit", specs: ["[sig-network] DNS e"] },
    ]);
  });

  test("a spec that ginkgo does not report, or that timed out, has not passed", () => {
    const own = spec("a [Serial]", "timedout", { Failure: { Message: "A node timeout occurred" } });
    const { passed, failed, notRun } = outcomeOf(select(listed.slice(0, 2), undefined, []), specsOf(report(own)));
    expect(passed).toBe(0);
    expect(failed.map(({ message }) => message)).toEqual(["A node timeout occurred"]);
    expect(notRun).toEqual([{ reason: "not in Ginkgo's report", specs: ["[sig-network] DNS b"] }]);
  });

  test("is shown with failures and with the specs that did not run", () => {
    const result: ConformanceResult = {
      ...{ day: "2026-11-29", commit: "abc", kubernetes: "1.37.1", masters: 1, workers: 2, processes: 4, seconds: 60 },
      ...outcome,
      standIns: ["registry.k8s.io/e2e-test-images/busybox:1"],
    };
    const page = renderConformance(result);
    expect(page).toContain("| 1 (1 serial) | 1 | 4 | 6 |");
    expect(page).toContain("- `[sig-network] DNS b`: `no answer`");
    expect(page).toContain("- 1 test (its image is not available: kitten:1): `[sig-network] DNS f`");
    expect(page).toContain("- `registry.k8s.io/e2e-test-images/busybox:1`");
  });

  test("is shown with the known cause of a failure, if stand-ins were used", () => {
    const name =
      "[sig-auth] Projected PodCertificate should allow server and client pods to establish an mTLS connection";
    const conditions = { day: "2026-11-29", commit: "abc", kubernetes: "1.37.1", masters: 1, workers: 2, processes: 4 };
    const of = (standIns: readonly string[]) =>
      renderConformance({ ...conditions, seconds: 60, ...outcome, failed: [{ name, message: "no" }], standIns });
    expect(of(["busybox:1"])).toContain(`- \`${name}\`: \`no\`. Cause: the test always pulls its image`);
    expect(of([])).not.toContain("Cause");
  });

  test("says that there was no run", () => {
    expect(renderConformance(undefined)).toContain("The suite has not been run.");
  });
});
