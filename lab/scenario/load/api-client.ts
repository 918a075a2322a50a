import https from "node:https";
import type { IncomingMessage } from "node:http";
import type { ApiAccess } from "./spec";

/** An answer from the API. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Options of a request. */
export interface ApiRequest {
  readonly method?: "GET" | "POST";
  readonly body?: unknown;
  /** Uses a new connection, not one that is kept. */
  readonly newConnection?: boolean;
}

/** Milliseconds after which a request fails. */
const patience = 5000;

/** A client of the API with a certificate. It keeps connections, like Kubernetes' own clients. */
export class ApiClient {
  private agent = new https.Agent({ keepAlive: true });
  private base: https.RequestOptions;

  constructor(access: ApiAccess) {
    this.base = optionsOf(access);
  }

  /** Uses other credentials from now on, on new connections. */
  login(access: ApiAccess): void {
    this.base = optionsOf(access);
    this.agent = new https.Agent({ keepAlive: true });
  }

  /** Sends a request and returns any answer; rejects if there is none in time. */
  async ask(path: string, { method = "GET", body, newConnection }: ApiRequest = {}): Promise<Answer> {
    const agent = newConnection ? false : this.agent;
    const signal = AbortSignal.timeout(patience);
    const response = await this.send({ ...this.base, path, method, agent, signal }, body);
    let text = "";
    for await (const chunk of response.setEncoding("utf8")) text += chunk as string;
    return { status: response.statusCode ?? 0, body: text };
  }

  /** Watches: the answer has a line for each event, until the server ends it. */
  watch(path: string, signal: AbortSignal): Promise<IncomingMessage> {
    return this.send({ ...this.base, path, method: "GET", agent: false, signal });
  }

  private send(options: https.RequestOptions, body?: unknown): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const headers = { accept: "application/json", ...(body ? { "content-type": "application/json" } : {}) };
      const request = https.request({ ...options, headers }, resolve).on("error", reject);
      request.end(body ? JSON.stringify(body) : undefined);
    });
  }
}

function optionsOf({ server, authority, certificate, key }: ApiAccess): https.RequestOptions {
  const { hostname, port } = new URL(server);
  return { hostname, port, ca: authority, cert: certificate, key };
}
