// An OpenID issuer and a token webhook in one, over HTTPS: identity-provider.mjs URL CERTIFICATE KEY JWKS
// It answers for one token of its own, "opaque"; a file each holds certificate, key and the issuer's public keys.
import { readFileSync } from "node:fs";
import { createServer } from "node:https";

const [url, cert, key, jwks] = process.argv.slice(2);

const documents = {
  "/.well-known/openid-configuration": {
    issuer: url,
    jwks_uri: `${url}/keys`,
    response_types_supported: ["id_token"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["ES256"],
  },
  "/keys": JSON.parse(readFileSync(jwks, "utf8")),
};

function review(body) {
  const { apiVersion, spec } = JSON.parse(body);
  const known = spec.token === "opaque";
  const user = { username: "webhook:someone", groups: ["webhook:people"] };
  return { apiVersion, kind: "TokenReview", status: { authenticated: known, ...(known && { user }) } };
}

createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (request, response) => {
  let body = "";
  request.on("data", (chunk) => (body += chunk));
  request.on("end", () => {
    // The API server's client puts a timeout behind the path.
    const { pathname } = new URL(request.url, url);
    const answer = pathname === "/review" ? review(body) : documents[pathname];
    response.writeHead(answer ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(answer ?? {}));
  });
}).listen(Number(new URL(url).port));
