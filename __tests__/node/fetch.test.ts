import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { attempt, type Result } from "../../lab/host/shell";
import { describeUnlessMissing, missingProgram } from "../support/missing";
import { scriptCopy } from "../support/node-script";
import { scratchFolder } from "../support/scratch";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const content = randomBytes(300_000);
const half = content.length / 2;
const digestOf = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const sha256 = digestOf(content);

/** Answers as servers of files do, ranges included. */
const serve =
  (bytes: Buffer): Handler =>
  (request, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    if (from >= bytes.length) return response.writeHead(416).end();
    const part = bytes.subarray(from);
    const headers = {
      "content-length": part.length,
      "content-range": `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
    };
    return response.writeHead(request.headers.range ? 206 : 200, headers).end(part);
  };
const serveWhole: Handler = (_, response) => response.writeHead(200, { "content-length": content.length }).end(content);
const refuse =
  (status: number): Handler =>
  (_, response) =>
    response.writeHead(status).end("an error page");
/** Sends the first half, and then this. */
const afterHalf =
  (then: (response: ServerResponse) => void): Handler =>
  (_, response) => {
    response.writeHead(200, { "content-length": content.length });
    response.write(content.subarray(0, half), () => then(response));
  };
const cut = afterHalf((response) => response.destroy());
const stall = afterHalf(() => undefined);

describeUnlessMissing(["curl", "flock", "sha256sum"].map(missingProgram), "node/fetch", () => {
  const folder = scratchFolder();
  let cache: string;
  let script: string;
  let server: Server;
  let handlers: Handler[];
  let asked: IncomingMessage[];
  let url: string;

  /** The server answers with each handler in turn, and with the last from then on. */
  const answering = (...all: Handler[]) => (handlers = all);
  const fetched = (): Promise<Result> => attempt([script, sha256, url]);
  const ranges = () => asked.map((request) => request.headers.range);
  /** What is left of downloads, whole or in part. */
  const cached = () => readdirSync(cache).filter((name) => !name.endsWith(".lock"));
  const part = () => path.join(cache, `${sha256}.part`);
  const expectWhole = () => {
    expect(cached()).toEqual([sha256]);
    expect(readFileSync(path.join(cache, sha256)).equals(content)).toBe(true);
  };

  beforeEach(async () => {
    cache = path.join(folder, "cache", randomBytes(8).toString("hex"));
    mkdirSync(cache, { recursive: true });
    script = scriptCopy("fetch", folder, {
      "cache=/var/cache/groundup": `cache=${cache}`,
      "--speed-time 30": "--speed-time 1",
      "for pause in 1 2 4 8 16 last": "for pause in 0.1 0.1 last",
    });
    asked = [];
    server = createServer((request, response) => {
      asked.push(request);
      (handlers[asked.length - 1] ?? handlers.at(-1)!)(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/dl.k8s.io/kubelet`;
  });
  afterEach(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });

  test("downloads a file once, and sends no request if the file is already there", async () => {
    answering(serve(content));
    expect(await fetched()).toMatchObject({ code: 0, stderr: "" });
    expect(await fetched()).toMatchObject({ code: 0, stderr: "" });
    expect(asked).toHaveLength(1);
    expectWhole();
  });

  test("refuses a file with a flipped byte, names both digests, and keeps nothing of it", async () => {
    const flipped = Buffer.from(content);
    flipped[half]! ^= 1;
    answering(serve(flipped));
    const { code, stderr } = await fetched();
    expect(code).toBe(1);
    expect(stderr).toBe(
      [
        `groundup: ${url} is not the file that is pinned`,
        `  found   sha256:${digestOf(flipped)}`,
        `  wanted  sha256:${sha256}`,
        "  do      compare it with the vendor's published digest; nothing was replaced\n",
      ].join("\n"),
    );
    expect(cached()).toEqual([]);
  });

  test("downloads a file again if the cached file has changed", async () => {
    writeFileSync(path.join(cache, sha256), "something else");
    answering(serve(content));
    expect(await fetched()).toMatchObject({ code: 0 });
    expectWhole();
  });

  test("resumes a download whose connection was cut", async () => {
    answering(cut, serve(content));
    expect(await fetched()).toMatchObject({ code: 0 });
    expect(ranges()).toEqual([undefined, `bytes=${half}-`]);
    expectWhole();
  });

  test("resumes in the next run a download that this run gave up", async () => {
    answering(cut, refuse(503), refuse(503), serve(content));
    expect(await fetched()).toMatchObject({ code: 1, stderr: expect.stringContaining("503") as string });
    expect(await fetched()).toMatchObject({ code: 0 });
    expect(ranges().at(-1)).toBe(`bytes=${half}-`);
    expectWhole();
  });

  test("resumes a download when the server stops sending", async () => {
    answering(stall, serve(content));
    expect(await fetched()).toMatchObject({ code: 0 });
    expect(ranges()).toEqual([undefined, `bytes=${half}-`]);
    expectWhole();
  });

  test("starts again if the server cannot resume a download", async () => {
    answering(cut, serveWhole);
    expect(await fetched()).toMatchObject({ code: 0 });
    expect(ranges()).toEqual([undefined, `bytes=${half}-`, undefined]);
    expectWhole();
  });

  test.each([
    ["shorter than the file", half],
    ["as long as the file", content.length],
    ["longer than the file", content.length + 1],
  ])("starts again if the partial file belongs to another file, %s", async (_, length) => {
    writeFileSync(part(), randomBytes(length));
    answering(serve(content));
    expect(await fetched()).toMatchObject({ code: 0 });
    expect(ranges()).toEqual([`bytes=${length}-`, undefined]);
    expectWhole();
  });

  test("requests a missing file only once, and prints the URL and what to do", async () => {
    answering(refuse(404));
    const { code, stderr } = await fetched();
    expect({ code, asked: asked.length }).toEqual({ code: 1, asked: 1 });
    expect(stderr).toMatch(
      /^groundup: http:\S+kubelet cannot be downloaded\n {2}found {3}curl: .*404.*\n {2}wanted {2}.*\n {2}do {6}check that/,
    );
    expect(stderr).toContain(url);
    expect(cached()).toEqual([]);
  });

  test("names the server that refuses connections", async () => {
    answering(serve(content));
    await new Promise((resolve) => server.close(resolve));
    const { code, stderr } = await fetched();
    expect(code).toBe(1);
    expect(stderr).toContain(url);
    expect(stderr).toMatch(/found {3}curl: \(7\)/);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });

  test("two processes that need the same file share one download", async () => {
    answering((request, response) => setTimeout(() => serve(content)(request, response), 300));
    const both = await Promise.all([fetched(), fetched()]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(asked).toHaveLength(1);
    expectWhole();
  });
});
