/**
 * A load generator: a process in the network namespace of its client. SIGHUP makes it load new credentials, SIGTERM
 * makes it end with a result.
 */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import http from "node:http";
import { ApiClient } from "./api-client";
import { EndpointWatch } from "./endpoints";
import type { LoadResult, LoadSpec } from "./spec";
import { Stream, type Try } from "./stream";
import { Ledger } from "./writes";

const readSpec = () => JSON.parse(readFileSync(process.argv[2]!, "utf8")) as LoadSpec;
const spec = readSpec();
const api = spec.api && new ApiClient(spec.api);
const ledger = api && new Ledger(api);
const endpoints = api && new EndpointWatch(api);

/** Milliseconds after which a request over HTTP fails. */
const patience = 2000;

function streams(): Stream[] {
  const apiStreams = ledger
    ? [new Stream("writes", () => ledger.write()), new Stream("reads", () => ledger.read())]
    : [];
  const urls = Object.entries(spec.urls ?? {});
  return [...apiStreams, ...urls.map(([name, url]) => new Stream(name, () => get(url)))];
}

/** Each request opens a connection, and so reaches any of the pods. */
function get(url: string): Try {
  return () =>
    new Promise((resolve, reject) => {
      const request = http.get(url, { agent: false, signal: AbortSignal.timeout(patience) }, (response) => {
        response.on("error", reject).on("end", () => {
          if (response.statusCode === 200) resolve();
          else reject(new Error(`HTTP ${response.statusCode}`));
        });
        response.resume();
      });
      request.on("error", reject);
    });
}

function write(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

async function main(): Promise<void> {
  const all = streams();
  const ended = new Promise<void>((resolve) => {
    process.on("SIGTERM", () => resolve());
    setTimeout(resolve, spec.seconds * 1000).unref();
  });
  process.on("SIGHUP", () => api?.login(readSpec().api!));
  const watching = endpoints?.run();
  for (const stream of all) stream.start(spec.rate);
  const ready = setInterval(() => {
    const quiet = all.some((it) => !it.tally.begun) || (endpoints && endpoints.fewest === undefined);
    if (quiet) return;
    write(`${spec.result}.ready`, "");
    clearInterval(ready);
  }, 100);
  await ended;
  clearInterval(ready);
  const end = Date.now();
  await Promise.all(all.map((it) => it.stop()));
  endpoints?.stop();
  await watching;
  const result: LoadResult = {
    streams: Object.fromEntries(all.map((it) => [it.name, it.tally.result(end)])),
    writes: await ledger?.check(),
    fewestEndpoints: endpoints?.fewest,
  };
  write(spec.result, JSON.stringify(result));
  process.exit(0);
}

void main();
