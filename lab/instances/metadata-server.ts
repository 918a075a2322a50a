/** The instance metadata service: a process in the fabric's namespace. A file tells it what to answer to whom. */
import { randomBytes } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { addresses, files } from "../settings";
import { type MetadataDocument, metadataAnswer } from "./metadata";

const longestToken = 21600;

interface Token {
  readonly client: string;
  readonly ends: number;
}

interface Answer {
  readonly status: number;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

const tokens = new Map<string, Token>();
let known = { changed: 0, documents: {} as Record<string, MetadataDocument> };

function documents(): Record<string, MetadataDocument> {
  const changed = statSync(files.metadata).mtimeMs;
  if (changed !== known.changed) known = { changed, documents: JSON.parse(readFileSync(files.metadata, "utf8")) };
  return known.documents;
}

function issueToken(request: IncomingMessage, client: string): Answer {
  const seconds = Number(request.headers["x-aws-ec2-metadata-token-ttl-seconds"]);
  if (request.headers["x-forwarded-for"]) return { status: 403 };
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > longestToken) return { status: 400 };
  const token = randomBytes(40).toString("base64url");
  tokens.set(token, { client, ends: Date.now() + seconds * 1000 });
  return { status: 200, body: token, headers: { "x-aws-ec2-metadata-token-ttl-seconds": `${seconds}` } };
}

function authorized(request: IncomingMessage, client: string, required: boolean): boolean {
  const given = request.headers["x-aws-ec2-metadata-token"];
  if (given === undefined) return !required;
  const token = tokens.get(String(given));
  return token !== undefined && token.client === client && token.ends > Date.now();
}

function read(document: MetadataDocument, path: string): Answer {
  const [version, kind, ...rest] = path.split("/").filter((part, index) => part !== "" || index > 2);
  if (!version) return { status: 200, body: "2021-03-23\nlatest" };
  if (!/^(latest|\d{4}-\d{2}-\d{2}|1\.0)$/.test(version)) return { status: 404 };
  if (!kind) return { status: 200, body: `dynamic\nmeta-data${document.userData ? "\nuser-data" : ""}` };
  if (kind === "user-data") {
    return document.userData ? { status: 200, body: Buffer.from(document.userData, "base64") } : { status: 404 };
  }
  if (kind === "dynamic") return dynamic(document, rest.join("/"));
  const body = kind === "meta-data" ? metadataAnswer(document.metadata, rest.join("/")) : undefined;
  return body === undefined ? { status: 404 } : { status: 200, body };
}

function dynamic(document: MetadataDocument, path: string): Answer {
  if (path === "") return { status: 200, body: "instance-identity/" };
  if (path.replace(/\/$/, "") === "instance-identity") return { status: 200, body: "document" };
  if (path !== "instance-identity/document") return { status: 404 };
  return { status: 200, body: JSON.stringify(document.identity, undefined, 2) };
}

function answer(request: IncomingMessage): Answer {
  const client = (request.socket.remoteAddress ?? "").replace("::ffff:", "");
  const document = documents()[client];
  if (!document) return { status: 404 };
  if (!document.options.enabled) return { status: 403 };
  const path = new URL(request.url ?? "/", "http://metadata").pathname.replace(/^\/+/, "");
  if (request.method === "PUT") return path === "latest/api/token" ? issueToken(request, client) : { status: 405 };
  if (request.method !== "GET" && request.method !== "HEAD") return { status: 405 };
  if (!authorized(request, client, document.options.tokensRequired)) return { status: 401 };
  return read(document, path);
}

function serve(request: IncomingMessage, response: ServerResponse): void {
  const { status, body = "", headers } = answer(request);
  console.log(`${request.socket.remoteAddress} ${request.method} ${request.url} ${status}`);
  response.writeHead(status, { "content-type": "text/plain", server: "EC2ws", ...headers });
  response.end(request.method === "HEAD" ? undefined : body);
}

createServer(serve).listen(80, addresses.metadata);
