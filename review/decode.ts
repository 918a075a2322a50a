/**
 * Decodes the bytes of a plan. PowerShell before version 7 writes UTF-16 with a byte order mark when output goes to a
 * file. Default: UTF-8, with or without a byte order mark.
 */
export function decodePlan(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  return new TextDecoder(encoding).decode(bytes);
}
