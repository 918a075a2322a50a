import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { needlesOf, pemsIn } from "../../verify/key-material/keys";
import { searchProblems, textProblems } from "../../verify/key-material/search";

const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const sec1 = ec.privateKey.export({ type: "sec1", format: "pem" }).toString();
const pkcs8 = ec.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const pkcs1 = rsa.privateKey.export({ type: "pkcs1", format: "pem" }).toString();
const symmetric = Buffer.alloc(32, "groundup").toString("base64");
const needles = needlesOf([sec1, pkcs8, pkcs1], [symmetric]);

const der = (pem: string) => createPrivateKey(pem).export({ type: "pkcs8", format: "der" });
const jwk = (pem: string) => createPrivateKey(pem).export({ format: "jwk" }).d!;
/** A text in the format of kubeconfigs, at each of the possible offsets in base64. */
const kubeconfigs = (pem: string) => ["", "x", "xx"].map((before) => Buffer.from(before + pem).toString("base64"));
const found = (text: string) => textProblems("here", text, needles).includes("here contains a key of the cluster");

test.each([
  ["PEM", sec1],
  ["PKCS #8, which the state has as well", pkcs8],
  ["RSA", pkcs1],
  ["PEM in JSON", JSON.stringify({ key: sec1 })],
  ...[sec1, pkcs1].flatMap((pem) => kubeconfigs(pem).map((text, place) => [`base64 of PEM, place ${place}`, text])),
  ["base64 of DER", der(sec1).toString("base64")],
  ["hexadecimal DER", der(pkcs1).toString("hex")],
  ["a JWK", jwk(sec1)],
  ["the key of encryption at rest", `secret: ${symmetric}`],
  ["base64 of it", Buffer.from(symmetric).toString("base64")],
])("a key is found as %s", (_, text) => {
  expect(found(`before ${text} after`)).toBe(true);
});

test("a part of a key is found: half a PEM", () => {
  expect(found(pkcs1.slice(0, pkcs1.length / 2))).toBe(true);
});

test("public data is not mistaken for a key: public keys, and the format of other private keys", () => {
  const other = generateKeyPairSync("ec", { namedCurve: "P-256" });
  for (const { publicKey } of [ec, rsa, other]) {
    expect(found(publicKey.export({ type: "spki", format: "pem" }).toString())).toBe(false);
    expect(found(publicKey.export({ type: "spki", format: "der" }).toString("hex"))).toBe(false);
  }
  expect(found(other.privateKey.export({ type: "sec1", format: "pem" }).toString())).toBe(false);
});

test("any private key or token is recognised by its format", () => {
  const [pem, token] = ["-----BEGIN RSA PRIVATE KEY-----", `eyJhbGciOiJSUzI1NiIsImtpZCI6.eyJ${"a".repeat(30)}.sig`];
  for (const text of [pem, token]) {
    expect(textProblems("here", `x ${text}`, [])).toEqual(["here contains a private key or a token"]);
  }
  expect(textProblems("here", "-----BEGIN CERTIFICATE-----", [])).toEqual([]);
});

test("the keys in a state are those of all its resources", () => {
  const resource = (attributes: object) => ({ instances: [{ attributes }] });
  const state = { resources: [resource({ private_key_pem: sec1, algorithm: "ECDSA" }), resource({ other: pkcs1 })] };
  expect(pemsIn(JSON.stringify(state))).toEqual([sec1, pkcs1]);
});

describe("the search of a node", () => {
  const planted = [
    "readable to others: the planted file",
    "process: the planted process",
    "journal: the planted line",
  ].join("\n");

  test("is valid if it finds the planted keys", () => {
    expect(searchProblems("worker-0", planted)).toEqual([]);
  });

  test("fails if it does not find them", () => {
    expect(searchProblems("worker-0", "journal: the planted line\n")).toHaveLength(2);
  });

  test("reports every other place", () => {
    expect(searchProblems("worker-0", `${planted}\nreadable to others: /etc/kubernetes/pki/ca.key\n`)).toEqual([
      "worker-0: key material: readable to others: /etc/kubernetes/pki/ca.key",
    ]);
  });
});
