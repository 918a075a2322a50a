import { SignatureV4 } from "@smithy/signature-v4";
import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Credentials of a role, as the metadata service names their parts. */
export interface RoleCredentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly Token: string;
}

/** What S3 answers to a request with this body, and perhaps does to its connection. */
export type S3Answer = (request: IncomingMessage, body: Buffer, response: ServerResponse) => void | Promise<void>;

/** SHA-256 and its HMAC, as AWS's signer wants them. */
class Sha256 {
  private readonly hash: Hash | Hmac;

  constructor(secret?: unknown) {
    this.hash = secret === undefined ? createHash("sha256") : createHmac("sha256", secret as Buffer);
  }

  update(data: string | Uint8Array): void {
    this.hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.hash.digest());
  }

  reset(): void {
    throw new Error("no signer asked for that so far");
  }
}

/** S3 refusing something, with the error document of its REST API. */
export const refuse =
  (status: number, code: string, details = ""): S3Answer =>
  (_, __, response) => {
    const error = `<Error><Code>${code}</Code><Message>about ${code}</Message>${details}<RequestId>1</RequestId></Error>`;
    response.writeHead(status, { "content-type": "application/xml" });
    response.end(`<?xml version="1.0" encoding="UTF-8"?>\n${error}`);
  };

/** An instance's metadata service and S3 on one address. S3 believes what AWS's own signer would have signed. */
export class AwsStandIn {
  /** What the metadata service says under each path below `meta-data/iam/security-credentials/`. */
  readonly metadata: Record<string, string> = {};
  readonly imdsToken = "AQAEAL-imds-token==";
  /** S3's next answers, before it does what it is there for. */
  answers: S3Answer[] = [];
  /** Path to bytes. */
  readonly objects = new Map<string, Buffer>();
  /** `PUT /path`, in order; those of S3 alone. */
  readonly asked: string[] = [];
  /** As often as the metadata service was asked for anything. */
  metadataAsked = 0;
  /** Called while somebody waits for an answer of the metadata service. */
  onMetadata: () => void = () => undefined;
  private readonly server: Server;

  /** @param credentials those of the role; S3 knows them. */
  constructor(
    private readonly credentials: RoleCredentials,
    private readonly region: string,
  ) {
    this.metadata[""] = "masters-role";
    this.metadata["masters-role"] = JSON.stringify({ Code: "Success", Type: "AWS-HMAC", ...credentials }, undefined, 2);
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  /** Starts it; returns its URL. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Ends it, with all its connections. */
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, path] = /^\/latest\/(.*)$/.exec(request.url!) ?? [];
    if (path !== undefined) return this.tell(request, path, response);
    this.asked.push(`${request.method} ${request.url}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const answer = this.answers.shift() ?? this.keep;
    await answer(request, Buffer.concat(chunks), response);
  }

  /** The metadata service, with version 2 alone. */
  private tell(request: IncomingMessage, path: string, response: ServerResponse): void {
    this.metadataAsked++;
    this.onMetadata();
    if (path === "api/token" && request.method === "PUT" && request.headers["x-aws-ec2-metadata-token-ttl-seconds"]) {
      return void response.end(this.imdsToken);
    }
    if (request.headers["x-aws-ec2-metadata-token"] !== this.imdsToken) return void response.writeHead(401).end();
    const [, name] = /^meta-data\/iam\/security-credentials\/(.*)$/.exec(path) ?? [];
    const text = name === undefined ? undefined : this.metadata[name];
    response.writeHead(text === undefined ? 404 : 200).end(text);
  }

  private readonly keep: S3Answer = async (request, body, response) => {
    const hash = createHash("sha256").update(body);
    const refusal = await this.refusal(request, hash.copy().digest("hex"), hash.digest("base64"));
    if (refusal) return refusal(request, body, response);
    this.objects.set(request.url!, body);
    response.end();
  };

  private async refusal(request: IncomingMessage, digest: string, checksum: string): Promise<S3Answer | undefined> {
    const { headers } = request;
    const { signed, authorization } = await this.rightSignature(request);
    if (headers.authorization !== authorization) {
      // As S3 does it, the session's token among them.
      const lines = Object.entries(signed).map(([name, value]) => `${name}:${value}`);
      return refuse(403, "SignatureDoesNotMatch", `<CanonicalRequest>${lines.join("\n")}</CanonicalRequest>`);
    }
    if (headers["x-amz-content-sha256"] !== digest) return refuse(400, "XAmzContentSHA256Mismatch");
    return headers["x-amz-checksum-sha256"] === checksum ? undefined : refuse(400, "BadDigest");
  }

  /** The Authorization that belongs to a request, and what it covers: all that S3 wants to be covered. */
  private async rightSignature({ method, url, headers }: IncomingMessage) {
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken } = this.credentials;
    const credentials = { accessKeyId, secretAccessKey, sessionToken };
    const { region } = this;
    const signer = new SignatureV4({ credentials, region, service: "s3", sha256: Sha256, uriEscapePath: false });
    const covered = Object.entries(headers).filter(([name]) => name === "host" || name.startsWith("x-amz-"));
    const signed = Object.fromEntries(covered.map(([name, value]) => [name, String(value)]));
    const date = signed["x-amz-date"]?.replace(/^(....)(..)(..T..)(..)(..Z)$/, "$1-$2-$3:$4:$5");
    const [hostname] = headers.host!.split(":");
    const bare = { method: method!, protocol: "http:", hostname: hostname!, path: url!, headers: signed };
    const right = await signer.sign(bare, { signingDate: new Date(date ?? 0) });
    return { signed, authorization: right.headers.authorization };
  }
}
