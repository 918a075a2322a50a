import { within } from "../../../tools/drills/within";

test("a run that ends in time keeps its result", async () => {
  expect(await within(10, Promise.resolve(["a fault"]))).toEqual(["a fault"]);
});

test("a run that does not end in time is a fault, and its later failures are ignored", async () => {
  let fail: (error: Error) => void = () => undefined;
  const work = new Promise<readonly string[]>((_, reject) => (fail = reject));
  expect(await within(0.01, work)).toEqual(["did not end within 0.01 s"]);
  fail(new Error("its machines are gone"));
  await new Promise(setImmediate);
});
