import { readFileSync } from "node:fs";
import path from "node:path";
import {
  certificateProblems,
  certificatesIn,
  daysLeft,
  type Endpoint,
  endpointProblems,
  fileCertificates,
  sayDays,
} from "../../verify/checks/certificates";

const read = (name: string) => readFileSync(path.join(__dirname, "fixtures", `${name}.crt`), "utf8");
const authority = read("authority");
const other = read("other-authority");
/** Signed by `authority` for ip-172-31-0-10, localhost and 172.31.0.10, from 2026-11-23 to 2027-11-23. */
const leaf = read("leaf");

const endpoint: Endpoint = {
  name: "API server of master-0",
  socket: "172.31.0.10:6443",
  authority,
  hosts: ["ip-172-31-0-10", "localhost"],
  addresses: ["172.31.0.10"],
};
const now = new Date("2027-01-01T00:00:00Z");

test("a certificate with the right signature, names and dates has no problems", () => {
  expect(endpointProblems(endpoint, leaf, now)).toEqual([]);
});

test("a certificate of another CA is reported", () => {
  expect(endpointProblems({ ...endpoint, authority: other }, leaf, now)).toEqual([
    "API server of master-0: signed by CN=ca-authority, not by its authority",
  ]);
});

test("missing names are listed; the common name does not count", () => {
  const more = { ...endpoint, hosts: ["ip-172-31-0-10", "kubernetes"], addresses: ["172.31.0.11"] };
  expect(endpointProblems(more, leaf, now)).toEqual([
    "API server of master-0: not valid for kubernetes",
    "API server of master-0: not valid for 172.31.0.11",
  ]);
});

test("a certificate is valid from its first second to its last", () => {
  const at = (time: string) => certificateProblems("it", leaf, [authority], new Date(time)).join();
  expect(at("2026-11-22T00:00:00Z")).toContain("not valid before");
  expect(at("2027-11-22T00:00:00Z")).toBe("");
  expect(at("2027-11-24T00:00:00Z")).toContain("ended on");
});

test("a CA certificate is self-signed", () => {
  expect(certificateProblems("authority", authority, [other, authority], now)).toEqual([]);
});

test("fewer than thirty days are a warning that names the first certificate to expire", () => {
  const named = [
    ["authority", authority],
    ["leaf", leaf],
  ] as const;
  expect(sayDays("two", named, now)).toBe(`two; the first to expire is leaf, in ${daysLeft(leaf, now)} days`);
  expect(sayDays("two", named, new Date("2027-11-01T00:00:00Z"))).toEqual({
    warning: expect.stringContaining("the first to expire is leaf, in 22 days"),
  });
});

test("finds every certificate in a text, and no key", () => {
  const text = `file a\n${leaf}-----BEGIN EC PRIVATE KEY-----\nMHcC\n-----END EC PRIVATE KEY-----\n${authority}`;
  expect(certificatesIn(text)).toEqual([leaf.trim(), authority.trim()]);
});

test("a file without a readable certificate does not get the next file's", () => {
  const pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";
  expect(fileCertificates(`file /a.crt\nfile /b.crt\n${pem}\nfile /c.crt\n`)).toEqual([
    ["/a.crt", ""],
    ["/b.crt", pem],
    ["/c.crt", ""],
  ]);
  expect(fileCertificates("")).toEqual([]);
});
