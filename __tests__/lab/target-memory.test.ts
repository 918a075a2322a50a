import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { TargetMemory } from "../../lab/nlb/memory";
import { advance } from "../../lab/nlb/target-states";
import { fastDelays } from "../../lab/nlb/delays";

test("a new supervisor reads the target states of the previous one, until the node is removed", () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "targets-")), "targets.json");
  const target = { id: "172.31.0.10", address: "172.31.0.10", port: 6443, server: "172.31.0.10-6443" };
  const states = advance(new Map(), [target], new Map(), fastDelays, 1000);
  const memory = new TargetMemory(file);
  memory.set("nlb-1 arn:tg", states);
  memory.save();
  const later = new TargetMemory(file);
  expect(later.get("nlb-1 arn:tg")).toEqual(states);
  expect(later.get("nlb-2 arn:tg").size).toBe(0);
  later.forget("nlb-1 ");
  later.save();
  expect(new TargetMemory(file).get("nlb-1 arn:tg").size).toBe(0);
});
