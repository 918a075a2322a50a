import { Agent, request } from "node:http";
import { sleep } from "../../../lib/processes";
import { type Emulator, startEmulator } from "../../../tools/fixtures/emulator";
import { describeUnlessMissing, missingForEmulator } from "../../support/missing";
import { scratchFolder } from "../../support/scratch";

const authorization = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-2/ec2/aws4_request, SignedHeaders=host";

/** Sends a call over the agent's connections. Fails where the connection ends without an answer. */
function send(endpoint: string, agent: Agent, action: string): Promise<{ status?: number; reused: boolean }> {
  return new Promise((resolve, reject) => {
    const headers = { authorization, "content-type": "application/x-www-form-urlencoded" };
    const call = request(endpoint, { method: "POST", agent, headers }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve({ status: answer.statusCode, reused: call.reusedSocket }));
    });
    call.on("error", reject);
    call.end(`Action=${action}&Version=2016-11-15`);
  });
}

describeUnlessMissing(missingForEmulator(), "The connections of the lab's AWS", () => {
  const folder = scratchFolder();
  const agent = new Agent({ keepAlive: true, maxSockets: 30 });
  let emulator: Emulator;

  beforeAll(async () => {
    emulator = await startEmulator(folder);
  });
  afterAll(() => {
    agent.destroy();
    return emulator?.stop();
  });

  test("stay open longer than the server's default of ten seconds", async () => {
    await send(emulator.endpoint, agent, "DescribeVpcs");
    await sleep(12_000);
    expect(await send(emulator.endpoint, agent, "DescribeVpcs")).toEqual({ status: 200, reused: true });
  });

  test("lose no answer with thirty parallel clients, and each request has its own line in the log", async () => {
    const before = emulator.log().split("\n").length;
    const inTurn = async () => {
      const answers = [];
      for (let turn = 0; turn < 20; turn++) answers.push(await send(emulator.endpoint, agent, "DescribeRegions"));
      return answers;
    };
    const answers = (await Promise.all(Array.from({ length: 30 }, inTurn))).flat();
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(answers.filter(({ reused }) => reused).length).toBeGreaterThan(500);
    const lines = emulator
      .log()
      .split("\n")
      .slice(before - 1, -1);
    expect(lines.filter((line) => !/^\S+Z ec2:DescribeRegions 200 OK$/.test(line))).toEqual([]);
    expect(lines).toHaveLength(600);
  });
});
