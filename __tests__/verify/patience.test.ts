import { patienceOf, patient, setPatience } from "../../verify/patience";
import { execute } from "../../verify/site/execute";
import { Failed } from "../../verify/outcome";
import { until } from "../../verify/wait";

afterEach(() => setPatience(1));

test("time limits are unchanged unless the patience is higher", () => {
  expect(patient(30)).toBe(30);
  setPatience(2.5);
  expect(patient(30)).toBe(75);
});

test("programs and waits get the longer limit", async () => {
  setPatience(4);
  expect(await execute(["sleep", "1.5"], { seconds: 0.5 })).toMatchObject({ code: 0 });
  const refuse = async () => {
    throw new Failed("not yet");
  };
  await expect(until("it", 0.1, refuse)).rejects.toThrow("waited 0.4 s for it without success: not yet");
});

test("the option overrides the lab's own patience", () => {
  expect(patienceOf(undefined, 8)).toBe(8);
  expect(patienceOf("3", 8)).toBe(3);
});

test.each(["", "0.5", "101", "long"])("a patience of %p is refused", (given) => {
  expect(() => patienceOf(given, 1)).toThrow(`--patience: found "${given}", wanted a number from 1 to 100`);
});
