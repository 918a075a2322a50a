import { readFileSync } from "node:fs";
import { firstPosition } from "../../../lib/address-plan";

test("the emulated AWS looks for the next node's address where groundup's nodes begin", () => {
  const python = readFileSync("lab/aws/strict/interfaces.py", "utf8");
  expect(Number(/^FIRST_NODE = (\d+)$/m.exec(python)?.[1])).toBe(firstPosition.master);
});
