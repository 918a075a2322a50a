import { writeFileSync } from "node:fs";
import path from "node:path";
import { attempt, run } from "../../lab/host/shell";

/** What a certificate is to be verified as. */
export type Purpose = "sslclient" | "sslserver" | "any";

/** OpenSSL, with its files in a folder of the test's own. */
export class OpenSsl {
  private files = 0;

  constructor(private readonly folder: string) {}

  private file(pem: string): string {
    const file = path.join(this.folder, `${this.files++}.pem`);
    writeFileSync(file, pem, { mode: 0o600 });
    return file;
  }

  /**
   * What OpenSSL says to a certificate under an authority: `OK`, or its reason against it.
   * @param served name or address that it must be valid for
   */
  async verify(certificate: string, authority: string, purpose: Purpose, served: string[] = []): Promise<string> {
    // Without -no-CApath the machine's own authorities would count as well.
    const only = ["-no-CApath", "-no-CAstore", "-CAfile", this.file(authority)];
    const command = [
      "openssl",
      "verify",
      ...only,
      "-x509_strict",
      "-purpose",
      purpose,
      ...served,
      this.file(certificate),
    ];
    const { code, stderr } = await attempt(command);
    return code === 0 ? "OK" : (/lookup: (.*)/.exec(stderr)?.[1] ?? stderr);
  }

  /** The subject, as RFC 2253 writes it: the last field first. */
  async subject(certificate: string): Promise<string> {
    const printed = await this.x509(certificate, "-subject", "-nameopt", "RFC2253");
    return printed.trim().replace(/^subject=/, "");
  }

  /** Names and addresses that it serves under, sorted: `DNS:localhost`, `IP Address:127.0.0.1`. */
  async alternativeNames(certificate: string): Promise<string[]> {
    const names = (await this.x509(certificate, "-ext", "subjectAltName")).split("\n")[1] ?? "";
    return names
      .split(",")
      .map((name) => name.trim())
      .filter(Boolean)
      .sort();
  }

  /** The public key in a certificate, and that of a private key: equal when they belong together. */
  publicKeyIn(certificate: string): Promise<string> {
    return this.x509(certificate, "-pubkey");
  }

  publicKeyOf(privateKey: string): Promise<string> {
    return run(["openssl", "pkey", "-in", this.file(privateKey), "-pubout"]);
  }

  /** The kind of a private key, such as `EC P-256` or `RSA 2048`. */
  async kindOf(privateKey: string): Promise<string> {
    const text = await run(["openssl", "pkey", "-in", this.file(privateKey), "-noout", "-text"]);
    const curve = /NIST CURVE: (.*)/.exec(text)?.[1];
    return curve ? `EC ${curve}` : `RSA ${/\((\d+) bit, 2 primes\)/.exec(text)?.[1]}`;
  }

  private x509(certificate: string, ...args: string[]): Promise<string> {
    return run(["openssl", "x509", "-noout", "-in", this.file(certificate), ...args]);
  }
}
