import type { EndpointSlice } from "../../../verify/objects";
import type { ApiClient } from "./api-client";
import { loadNamespace, serviceName } from "./spec";

const path = `/apis/discovery.k8s.io/v1/namespaces/${loadNamespace}/endpointslices`;
const selector = `labelSelector=kubernetes.io%2Fservice-name%3D${serviceName}`;

/** How long one watch lasts. */
const watchSeconds = 10;

type Versioned = EndpointSlice & { readonly metadata: { readonly resourceVersion: string } };

/** Counts the endpoints of a service over time. Each watch continues where the previous one was cut off. */
export class EndpointWatch {
  /** The fewest that were ready at a time, after the first one was ready. */
  fewest: number | undefined;
  private readonly slices = new Map<string, number>();
  private readonly stopped = new AbortController();

  constructor(private readonly api: ApiClient) {}

  /** Watches until `stop` is called. */
  async run(): Promise<void> {
    let version: string | undefined;
    while (!this.stopped.signal.aborted) {
      try {
        version ??= await this.list();
        version = await this.follow(version);
      } catch (error) {
        if (!this.stopped.signal.aborted) console.log(`${new Date().toISOString()} endpoints: ${String(error)}`);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }

  /** Stops watching. */
  stop(): void {
    this.stopped.abort();
  }

  /** Records the present state of an EndpointSlice; undefined for a deleted one. */
  take(name: string, slice: EndpointSlice | undefined): void {
    if (slice) this.slices.set(name, (slice.endpoints ?? []).filter((it) => it.conditions.ready).length);
    else this.slices.delete(name);
    const ready = [...this.slices.values()].reduce((sum, one) => sum + one, 0);
    if (ready > 0 || this.fewest !== undefined) this.fewest = Math.min(this.fewest ?? ready, ready);
  }

  private async list(): Promise<string> {
    const { status, body } = await this.api.ask(`${path}?${selector}`, { newConnection: true });
    if (status !== 200) throw new Error(`HTTP ${status}`);
    const list = JSON.parse(body) as { metadata: { resourceVersion: string }; items: Versioned[] };
    for (const slice of list.items) this.take(slice.metadata.name, slice);
    return list.metadata.resourceVersion;
  }

  /** @returns the version from which to continue; undefined if the API no longer knows this one. */
  private async follow(version: string): Promise<string | undefined> {
    const url = `${path}?${selector}&watch=true&timeoutSeconds=${watchSeconds}&resourceVersion=${version}`;
    // if a server disappears silently, the watch would never end
    const silent = AbortSignal.timeout((watchSeconds + 5) * 1000);
    const response = await this.api.watch(url, AbortSignal.any([this.stopped.signal, silent]));
    let seen: string | undefined = version;
    let rest = "";
    try {
      for await (const chunk of response.setEncoding("utf8")) {
        const lines = (rest + (chunk as string)).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) seen = this.event(JSON.parse(line) as WatchEvent);
        if (seen === undefined) break;
      }
    } catch {
      // cut off: the next watch continues from here
    }
    return seen;
  }

  private event({ type, object }: WatchEvent): string | undefined {
    if (type === "ERROR") return undefined;
    this.take(object.metadata.name, type === "DELETED" ? undefined : object);
    return object.metadata.resourceVersion;
  }
}

interface WatchEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "ERROR";
  readonly object: Versioned;
}
