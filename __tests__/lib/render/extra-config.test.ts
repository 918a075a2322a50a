import { mergeExtraConfig, nullsOf, ownedKeys } from "../../../lib/render/extra-config";

const owned = { authentication: { anonymous: { enabled: false } }, dns: ["10.0.0.1"], mode: "a" };

test.each([
  ["a key beside", { other: 1 }, []],
  ["a key within a mapping of ours", { authentication: { webhook: 1 } }, []],
  ["a key of ours", { mode: "b" }, [["mode"]]],
  ["a key of ours, with the same value", { mode: "a" }, [["mode"]]],
  ["a list of ours", { dns: [] }, [["dns"]]],
  ["a key deep in", { authentication: { anonymous: { enabled: true } } }, [["authentication", "anonymous", "enabled"]]],
  ["something else in place of a mapping", { authentication: true }, [["authentication"]]],
  ["null in place of a mapping", { authentication: { anonymous: null } }, [["authentication", "anonymous"]]],
  ["a mapping in place of something else", { mode: { x: 1 } }, [["mode"]]],
  ["names that every object has", { toString: 1, constructor: 2 }, []],
])("%s", (_, extra, taken) => {
  expect(ownedKeys(owned, extra)).toEqual(taken);
});

test("the user's keys are merged into groundup's keys", () => {
  const merged = mergeExtraConfig(owned, { authentication: { anonymous: { conditions: [1] } }, other: { a: 1 } });
  expect(merged).toEqual({
    authentication: { anonymous: { enabled: false, conditions: [1] } },
    dns: ["10.0.0.1"],
    mode: "a",
    other: { a: 1 },
  });
  expect(owned).toEqual({ authentication: { anonymous: { enabled: false } }, dns: ["10.0.0.1"], mode: "a" });
});

test("groundup's keys are never overridden", () => {
  expect(() => mergeExtraConfig(owned, { dns: [], mode: "b" })).toThrow("set by groundup itself: dns, mode");
});

test("nulls in mappings and lists are found", () => {
  expect(nullsOf({ a: null, b: [1, { c: null }], d: { e: 0, f: "" } })).toEqual([["a"], ["b", 1, "c"]]);
});
