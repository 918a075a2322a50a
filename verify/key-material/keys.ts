import { createPrivateKey } from "node:crypto";

/** Attributes of a resource in Terraform's state. */
type Attributes = Readonly<Record<string, unknown>>;

interface State {
  readonly resources?: readonly { readonly instances: readonly { readonly attributes: Attributes }[] }[];
}

/** Shorter pieces could match by accident: 20 characters of base64 are 120 bits. */
const shortest = 20;

/** The block of a private key in PEM, OpenSSH's included, and the base64 in it. */
const pemPattern = /-----BEGIN [A-Z ]*PRIVATE KEY-----\n([A-Za-z0-9+/=\n]+)-----END/g;

/** Every text in a state that contains a private key. */
export function pemsIn(state: string): string[] {
  const { resources = [] } = JSON.parse(state) as State;
  const texts = resources.flatMap(({ instances }) => instances.flatMap((it) => Object.values(it.attributes)));
  return texts.filter((text): text is string => typeof text === "string" && text.includes("PRIVATE KEY-----"));
}

/** The secret numbers of a private key, for every kind of key. */
function secretNumbers(pem: string): Buffer[] {
  const { d, p, q } = createPrivateKey(pem).export({ format: "jwk" });
  return [d, p, q].flatMap((number) => (number ? [Buffer.from(number, "base64url")] : []));
}

/**
 * The part of bytes' base64 that is the same wherever they are in a longer text: one form for each of three offsets.
 */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    return text.slice([0, 2, 3][before], Math.floor(((before + bytes.length) * 8) / 6));
  });
}

/** The lines of a key's PEM that contain some of its secret numbers. */
function secretLines(pem: string, numbers: readonly Buffer[]): string[] {
  return [...pem.matchAll(pemPattern)].flatMap(([, body]) => {
    const bytes = Buffer.from(body!, "base64");
    const lines = body!.trim().split("\n");
    const width = lines[0]!.length;
    return numbers.flatMap((number) => {
      const start = Math.ceil((bytes.indexOf(number) * 8) / 6);
      const end = Math.floor(((bytes.indexOf(number) + number.length) * 8) / 6);
      if (start < 0) return [];
      return lines.map((line, index) =>
        line.slice(Math.max(0, start - index * width), Math.max(0, end - index * width)),
      );
    });
  });
}

/** The notations of a secret's bytes. */
function formsOf(bytes: Buffer): string[] {
  const forms = base64Forms(bytes);
  const urlForms = forms.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"));
  const hex = bytes.toString("hex");
  return [...forms, ...urlForms, hex, hex.toUpperCase()];
}

/**
 * The texts to search for to find any of some secrets: pieces in every notation that programs use. These are PEM, the
 * base64 of PEM as in kubeconfigs, DER, JWK and hexadecimal numbers.
 * @param pems texts with private keys; several forms of one key are fine.
 * @param symmetric keys that are plain bytes, as base64.
 */
export function needlesOf(pems: readonly string[], symmetric: readonly string[]): string[] {
  const readable = pems.filter((pem) => !pem.includes("OPENSSH"));
  const numbers = [...readable.flatMap(secretNumbers), ...symmetric.map((key) => Buffer.from(key, "base64"))];
  const lines = [...pems.flatMap((pem) => secretLines(pem, numbers)), ...symmetric];
  const all = [...numbers.flatMap(formsOf), ...lines, ...lines.flatMap((line) => base64Forms(Buffer.from(line)))];
  return [...new Set(all)].filter((needle) => needle.length >= shortest).sort();
}
