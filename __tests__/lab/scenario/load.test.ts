import {
  machineLost,
  overBudget,
  streamNames,
  uninterrupted,
  uninterruptedBalancer,
} from "../../../lab/scenario/load/budget";
import type { ApiClient, Answer } from "../../../lab/scenario/load/api-client";
import { EndpointWatch } from "../../../lab/scenario/load/endpoints";
import type { LoadResult } from "../../../lab/scenario/load/spec";
import { Stream } from "../../../lab/scenario/load/stream";
import { Tally } from "../../../lab/scenario/load/tally";
import { Ledger } from "../../../lab/scenario/load/writes";

describe("a tally", () => {
  test("measures the longest time between good answers, up to the end", () => {
    const tally = new Tally();
    tally.request(undefined, 0);
    for (const at of [1000, 1100, 3000, 3100]) tally.request(1, at);
    tally.request(undefined, 4000);
    const result = tally.result(3200);
    expect(result).toMatchObject({ requests: 6, failed: 2, worstGap: 1900, worstGapBegan: "1970-01-01T00:00:01.100Z" });
    expect(tally.result(9100)).toMatchObject({ worstGap: 6000, worstGapBegan: "1970-01-01T00:00:03.100Z" });
  });
});

describe("a stream", () => {
  const once = async (outcomes: readonly ("answers" | "fails")[]) => {
    const how: boolean[] = [];
    const stream = new Stream("test", () => async ({ newConnection }) => {
      how.push(newConnection);
      if (outcomes[how.length - 1] === "fails") throw new Error("HTTP 500");
      void stream.stop(); // one request is enough
    });
    jest.spyOn(console, "log").mockImplementation(() => undefined);
    stream.start(1000);
    while (stream.tally.result(0).requests === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    return { how, result: stream.tally.result(Date.now()) };
  };

  test("tries once more, on a new connection", async () => {
    const { how, result } = await once(["fails", "answers"]);
    expect(how.slice(0, 2)).toEqual([false, true]);
    expect(result).toMatchObject({ retried: 1, failed: 0, reasons: { "HTTP 500": 1 } });
  });

  test("counts a request as failed if neither try was answered", async () => {
    const { result } = await once(["fails", "fails", "answers"]);
    expect(result.failed).toBe(1);
  });
});

/** An API with given answers, which remembers the names of the objects that it stores. */
function fakeApi(answers: readonly number[], keeps: (name: string) => boolean = () => true) {
  const kept: string[] = [];
  let asked = 0;
  const ask = async (_path: string, { method, body }: { method?: string; body?: any } = {}): Promise<Answer> => {
    if (method === "POST") {
      const status = answers[asked++] ?? 201;
      if (status === 201 && keeps(body.metadata.name)) kept.push(body.metadata.name);
      return { status, body: "" };
    }
    const items = kept.map((name) => ({ metadata: { name }, data: { name } }));
    return { status: 200, body: JSON.stringify({ metadata: {}, items }) };
  };
  return { ask } as unknown as ApiClient;
}

describe("the ledger", () => {
  test("finds an acknowledged write that is missing at the end", async () => {
    const ledger = new Ledger(fakeApi([], (name) => name !== "write-2"));
    for (let count = 0; count < 3; count++) await ledger.write()({ newConnection: false });
    expect(await ledger.check()).toEqual({ acknowledged: 3, lost: ["write-2"] });
  });

  test("treats a conflict as an acknowledgement only if an earlier try may have succeeded", async () => {
    const ledger = new Ledger(fakeApi([409, 409]));
    await expect(ledger.write()({ newConnection: false })).rejects.toThrow("HTTP 409");
    await ledger.write()({ newConnection: true });
    expect((await ledger.check()).acknowledged).toBe(1);
  });
});

test("endpoints are counted over all slices, once there are some", () => {
  const watch = new EndpointWatch(fakeApi([]));
  const slice = (...ready: boolean[]) =>
    ({ endpoints: ready.map((one) => ({ addresses: [], conditions: { ready: one } })) }) as any;
  watch.take("one", slice(false));
  expect(watch.fewest).toBeUndefined();
  watch.take("one", slice(true, true));
  watch.take("two", slice(true));
  watch.take("one", slice(true, false));
  expect(watch.fewest).toBe(2);
  watch.take("one", undefined);
  watch.take("two", undefined);
  expect(watch.fewest).toBe(0);
});

describe("a budget", () => {
  const stream = { requests: 100, retried: 1, failed: 0, worstGap: 900, reasons: {} };
  const good: LoadResult = {
    streams: Object.fromEntries(streamNames.map((name) => [name, stream])),
    writes: { acknowledged: 100, lost: [] },
    fewestEndpoints: 1,
  };
  const failing = { ...good, streams: { ...good.streams, reads: { ...stream, failed: 2, reasons: { reset: 4 } } } };

  test("is met by a load without a failed request", () => {
    expect(overBudget(good, uninterrupted)).toEqual([]);
  });

  test("names failed requests where all must be answered", () => {
    expect(overBudget(failing, uninterrupted)).toEqual(["reads: 2 of 100 failed twice: reset (4 times)"]);
    expect(overBudget(failing, machineLost)).toEqual([]);
  });

  test("is never met if an acknowledged write is lost, or the service had no endpoint", () => {
    const lost = { ...good, writes: { acknowledged: 9, lost: ["write-3"] }, fewestEndpoints: 0 };
    expect(overBudget(lost, machineLost)).toEqual([
      "1 acknowledged writes are lost: write-3",
      "the service had 0 endpoints for a moment; the budget requires 1",
    ]);
  });

  test("is not met by a load without requests", () => {
    expect(overBudget({ streams: {} }, uninterrupted)).toHaveLength(streamNames.length + 1);
    expect(overBudget({ streams: {} }, uninterruptedBalancer)).toContain("LoadBalancer: no request was made");
  });
});
