import https from "node:https";
import type { IncomingMessage } from "node:http";
import type { ApiAccess } from "./spec";

/** An answer of the API. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** How a request is made. */
export interface ApiRequest {
  readonly method?: "GET" | "POST";
  readonly body?: unknown;
  /** Not on one of the connections that are kept. */
  readonly newConnection?: boolean;
}

/** A request is given up after so many milliseconds. */
const patience = 5000;

/** The API as a client with a certificate uses it: connections are kept, as by Kubernetes' own clients. */
export class ApiClient {
  private agent = new https.Agent({ keepAlive: true });
  private base: https.RequestOptions;

  constructor(access: ApiAccess) {
    this.base = optionsOf(access);
  }

  /** Asks as somebody else from now on, on new connections. */
  login(access: ApiAccess): void {
    this.base = optionsOf(access);
    this.agent = new https.Agent({ keepAlive: true });
  }

  /** Asks, and returns whatever is answered; rejects when nothing is in time. */
  async ask(path: string, { method = "GET", body, newConnection }: ApiRequest = {}): Promise<Answer> {
    const agent = newConnection ? false : this.agent;
    const signal = AbortSignal.timeout(patience);
    const response = await this.send({ ...this.base, path, method, agent, signal }, body);
    let text = "";
    for await (const chunk of response.setEncoding("utf8")) text += chunk as string;
    return { status: response.statusCode ?? 0, body: text };
  }

  /** Watches: the answer is a line for each event, until the server ends it. */
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
