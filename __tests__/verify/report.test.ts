import { renderJson, renderLine, renderSummary, withoutRepeats } from "../../verify/report";
import type { CheckResult, NamedCheck } from "../../verify/run";

const result = (changes: Partial<CheckResult> = {}): CheckResult => ({
  area: "dns",
  name: "names",
  status: "passed",
  seconds: 1.234,
  seen: "all of them",
  ...changes,
});
const all = ["names", "longer name"].map((name) => ({ area: "dns", name })) as NamedCheck[];

test("each check is one line, in columns", () => {
  expect(renderLine(result(), all, false)).toBe("ok    dns: names          1.2 s  all of them");
});

test("a failure has its further lines below", () => {
  expect(renderLine(result({ status: "failed", seen: "first\nsecond" }), all, false)).toBe(
    "FAIL  dns: names          1.2 s  first\n      second",
  );
});

test("a skipped check says why", () => {
  expect(renderLine(result({ status: "skipped", seen: "needs SSH" }), all, false)).toContain("  skipped: needs SSH");
});

test("colours are only for terminals, and do not change columns", () => {
  const coloured = renderLine(result(), all, true);
  // eslint-disable-next-line no-control-regex -- the escape character is what colours are made of
  expect(coloured).not.toBe(coloured.replaceAll(/\x1b\[\d+m/g, ""));
  // eslint-disable-next-line no-control-regex
  expect(coloured.replaceAll(/\x1b\[\d+m/g, "")).toBe(renderLine(result(), all, false));
});

test("the last line counts", () => {
  const some = [result(), result({ status: "failed" }), result({ status: "failed" })];
  expect(renderSummary(some)).toBe("1 passed, 2 failed");
  expect(renderSummary([...some, result({ status: "warned" }), result({ status: "skipped" })])).toBe(
    "2 passed (1 with a warning), 2 failed, 1 skipped",
  );
});

test("JSON contains everything", () => {
  const results = [result(), result({ status: "failed", seen: "no answer" })];
  expect(JSON.parse(renderJson("the lab", 7, results))).toEqual({
    ...{ cluster: "the lab", seconds: 7, passed: 1, warned: 0, failed: 1, skipped: 0 },
    checks: results,
  });
});

test("a failure that many checks share is printed in full once", () => {
  const failed = result({ status: "failed", seen: "echo is not up\npods on a, b: ErrImagePull" });
  expect(withoutRepeats(failed, [result()])).toEqual(failed);
  expect(withoutRepeats({ ...failed, name: "other" }, [failed]).seen).toBe("echo is not up (as above)");
  expect(withoutRepeats(result(), [result()])).toEqual(result());
});
