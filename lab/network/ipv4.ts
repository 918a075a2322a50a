/** An IPv4 network: its first address as a number, and the length of its prefix. */
export interface Network {
  readonly base: number;
  readonly prefix: number;
}

/** Reads `a.b.c.d` as a number. */
export function toNumber(address: string): number {
  return address.split(".").reduce((number, part) => number * 256 + Number(part), 0);
}

/** Writes a number as `a.b.c.d`. */
export function toAddress(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join(".");
}

/** Reads `a.b.c.d/n`. */
export function parseNetwork(cidr: string): Network {
  const [address, prefix] = cidr.split("/");
  const length = Number(prefix ?? 32);
  return { base: toNumber(address!) - (toNumber(address!) % 2 ** (32 - length)), prefix: length };
}

/** The n-th address of the network, counted from its first; negative numbers count from its last. */
export function nthAddress(cidr: string, n: number): string {
  const network = parseNetwork(cidr);
  return toAddress(n >= 0 ? network.base + n : network.base + 2 ** (32 - network.prefix) + n);
}

/** Whether the network has the address. */
export function contains(cidr: string, address: string): boolean {
  const network = parseNetwork(cidr);
  const offset = toNumber(address) - network.base;
  return offset >= 0 && offset < 2 ** (32 - network.prefix);
}

/** Whether two networks share an address. */
export function overlap(one: string, other: string): boolean {
  return contains(one, nthAddress(other, 0)) || contains(other, nthAddress(one, 0));
}
