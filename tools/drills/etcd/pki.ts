import { writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "../../../lab/host/shell";

/** Makes a CA and one certificate with which all members serve and connect to each other. @returns the folder. */
export async function makePki(folder: string, addresses: readonly string[]): Promise<string> {
  const at = (name: string) => path.join(folder, name);
  const names = ["IP:127.0.0.1", ...addresses.map((address) => `IP:${address}`)].join();
  writeFileSync(at("extensions"), `subjectAltName=${names}\nextendedKeyUsage=serverAuth,clientAuth\n`);
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const authority = ["-keyout", at("ca.key"), "-out", at("ca.crt"), "-days", "2", "-subj", "/CN=drill"];
  await run(["openssl", "req", "-x509", ...key, ...authority]);
  await run(["openssl", "req", ...key, "-keyout", at("key"), "-out", at("csr"), "-subj", "/CN=member"]);
  const signed = ["-CA", at("ca.crt"), "-CAkey", at("ca.key"), "-CAcreateserial", "-extfile", at("extensions")];
  await run(["openssl", "x509", "-req", "-in", at("csr"), ...signed, "-out", at("crt"), "-days", "1"]);
  return folder;
}
