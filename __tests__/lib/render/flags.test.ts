import { joinFlags, renderFlags } from "../../../lib/render/flags";

test("a flag given twice is an error, even with the same value", () => {
  expect(() => joinFlags({ a: 1 }, { b: 2, a: 1 })).toThrow("flag --a is given twice: 1 and 1");
});

test("groups keep their order", () => {
  expect(renderFlags(joinFlags({ z: true }, { a: ["x", "y"], b: 0.001 }))).toEqual([
    "--z=true",
    "--a=x,y",
    "--b=0.001",
  ]);
});

test("a flag with several values of its own is given several times", () => {
  expect(renderFlags({ issuer: { each: ["one", "two"] } })).toEqual(["--issuer=one", "--issuer=two"]);
});
