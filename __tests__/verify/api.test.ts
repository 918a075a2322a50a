import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { constants, createSecureServer, type Http2SecureServer } from "node:http2";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { Api } from "../../verify/api";
import type { Kubectl } from "../../verify/kubectl";
import type { Site } from "../../verify/site/site";
import { describeUnlessMissing, missingProgram } from "../support/missing";
import { scratchFolder } from "../support/scratch";

describeUnlessMissing([missingProgram("curl"), missingProgram("openssl")], "A request to the API", () => {
  const folder = scratchFolder();
  let server: Http2SecureServer;
  let api: Api;

  beforeAll(async () => {
    const [key, cert] = ["key.pem", "cert.pem"].map((name) => path.join(folder, name)) as [string, string];
    const request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1"];
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    execFileSync("openssl", [...request, ...subject, "-keyout", key, "-out", cert], { stdio: "ignore" });
    server = createSecureServer({ key: readFileSync(key), cert: readFileSync(cert), allowHTTP1: true });
    // An API server that refuses a request without reading its body resets the stream.
    server.on("stream", (stream) => {
      stream.on("error", () => undefined);
      stream.close(constants.NGHTTP2_CANCEL);
    });
    server.on("request", (request, response) => {
      if (request.httpVersionMajor === 1) response.writeHead(403).end("forbidden");
    });
    await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
    const { port } = server.address() as AddressInfo;
    const cluster = {
      server: `https://localhost:${port}`,
      "certificate-authority-data": readFileSync(cert).toString("base64"),
    };
    const kubectl = { run: async () => JSON.stringify({ clusters: [{ cluster }] }) } as unknown as Kubectl;
    api = await Api.of({ folder, asOperator: (command) => [...command] } as Site, kubectl);
  });
  afterAll(() => server.close());

  test("gets the answer of a server that does not read the body", async () => {
    const answer = await api.request("/api/v1/namespaces", { token: "secret", body: { metadata: {} } });
    expect(answer).toEqual({ status: 403, body: "forbidden" });
  });
});
