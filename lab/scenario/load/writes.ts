import type { ApiClient } from "./api-client";
import { loadNamespace, type Writes } from "./spec";
import type { Try } from "./stream";

const path = `/api/v1/namespaces/${loadNamespace}/configmaps`;
const label = "groundup-scenario";

/** Objects on one page of a list. */
const page = 500;

/** Writes objects, and records which of them the API acknowledged. */
export class Ledger {
  private readonly acknowledged: string[] = [];
  private written = 0;

  constructor(private readonly api: ApiClient) {}

  /** Writes the next object. */
  write(): Try {
    const name = `write-${++this.written}`;
    const body = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, labels: { [label]: "write" } },
      data: { name },
    };
    return async ({ newConnection }) => {
      const { status } = await this.api.ask(path, { method: "POST", body, newConnection });
      // the first try may have succeeded, and only its answer was lost
      if (status !== 201 && !(status === 409 && newConnection)) throw new Error(`HTTP ${status}`);
      this.acknowledged.push(name);
    };
  }

  /** Reads the object that was acknowledged last. */
  read(): Try {
    const name = this.acknowledged.at(-1);
    return async ({ newConnection }) => {
      const { status } = await this.api.ask(name ? `${path}/${name}` : path, { newConnection });
      if (status !== 200) throw new Error(`HTTP ${status}${status === 404 ? " for an acknowledged write" : ""}`);
    };
  }

  /** Reads all acknowledged objects back. */
  async check(): Promise<Writes> {
    const there = new Set<string>();
    let next: string | undefined = "";
    while (next !== undefined) {
      const query: string = `limit=${page}&labelSelector=${label}%3Dwrite&continue=${encodeURIComponent(next)}`;
      const list = await this.list(query);
      for (const { metadata, data } of list.items) if (data?.name === metadata.name) there.add(metadata.name);
      next = list.metadata.continue || undefined;
    }
    return { acknowledged: this.acknowledged.length, lost: this.acknowledged.filter((name) => !there.has(name)) };
  }

  private async list(query: string): Promise<ConfigMaps> {
    for (let tried = 1; ; tried++) {
      const answer = await this.api.ask(`${path}?${query}`, { newConnection: true }).catch((error: Error) => error);
      if (!(answer instanceof Error) && answer.status === 200) return JSON.parse(answer.body) as ConfigMaps;
      const said = answer instanceof Error ? answer.message : `HTTP ${answer.status}`;
      if (tried === 10) throw new Error(`cannot read the writes back: ${said}`);
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

interface ConfigMaps {
  readonly metadata: { readonly continue?: string };
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly data?: { readonly name?: string };
  }[];
}
