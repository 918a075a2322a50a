/**
 * IPv4 ranges, as far as a cluster needs them. This file computes with addresses as unsigned 32-bit numbers. Its
 * functions take and return dotted text, which callers can also print.
 */

/** A range that was read from text. It may have host bits set. */
export interface Cidr {
  /** The address as written, as a number. */
  readonly address: number;
  /** The prefix length, 0 to 32. */
  readonly prefix: number;
}

const octet = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

/** Pattern of an IPv4 address. It allows no leading zeros, which some programs read as octal. */
export const addressPattern = `^${octet}(?:\\.${octet}){3}$`;

/** Pattern of an IPv4 range in CIDR notation. It does not check whether the host bits are clear. */
export const cidrPattern = `^${octet}(?:\\.${octet}){3}/(?:3[0-2]|[12]?[0-9])$`;

/** The number of a dotted address; undefined if the text is not an address. */
export function readAddress(text: string): number | undefined {
  if (!new RegExp(addressPattern).test(text)) return undefined;
  return text.split(".").reduce((number, part) => number * 256 + Number(part), 0);
}

/**
 * The range that a text in CIDR notation describes; undefined if the text is not a range. Host bits may be set; see
 * `networkOf`.
 */
export function readCidr(text: string): Cidr | undefined {
  if (!new RegExp(cidrPattern).test(text)) return undefined;
  const [address = "", prefix] = text.split("/");
  return { address: readAddress(address) ?? 0, prefix: Number(prefix) };
}

/** The canonical form of a range: host bits cleared. `networkOf("10.1.2.3/8")` is `10.0.0.0/8`. */
export function networkOf(cidr: string): string {
  const { prefix } = known(cidr);
  return `${formatAddress(firstOf(cidr))}/${prefix}`;
}

/** How many addresses a range has, including the network and the broadcast address. */
export function addressCount(cidr: string): number {
  return 2 ** (32 - known(cidr).prefix);
}

/** The prefix length of a range: 24 for `10.0.0.0/24`. */
export function prefixLength(cidr: string): number {
  return known(cidr).prefix;
}

/**
 * The address at a position of a range: position 0 is the network address.
 * @throws Error when the range ends before that position.
 */
export function addressAt(cidr: string, position: number): string {
  if (position >= addressCount(cidr)) throw new Error(`${cidr} has no address at position ${position}`);
  return formatAddress(firstOf(cidr) + position);
}

/** The first address of a range that a host or Service may have: `10.32.0.1` of `10.32.0.0/24`. */
export function firstAddress(cidr: string): string {
  return addressAt(cidr, 1);
}

/**
 * The n-th range of a given prefix length inside a larger one: `rangeAt("172.20.0.0/16", 24, 3)` is `172.20.3.0/24`.
 * @throws Error when the larger range holds no such range.
 */
export function rangeAt(cidr: string, prefix: number, index: number): string {
  if (index >= rangeCount(cidr, prefix)) throw new Error(`${cidr} has no /${prefix} at index ${index}`);
  return `${formatAddress(firstOf(cidr) + index * 2 ** (32 - prefix))}/${prefix}`;
}

/** How many ranges of a given prefix length fit in a larger one; 0 when it is the smaller one. */
export function rangeCount(cidr: string, prefix: number): number {
  return Math.floor(2 ** (prefix - known(cidr).prefix));
}

/**
 * The smallest list of ranges that covers the positions from `first` to `last` of a range, both included:
 * `rangesBetween("10.0.0.0/24", 10, 15)` is `["10.0.0.10/31", "10.0.0.12/30"]`.
 */
export function rangesBetween(cidr: string, first: number, last: number): string[] {
  const ranges: string[] = [];
  for (let position = first; position <= last;) {
    let size = 1;
    while (position % (size * 2) === 0 && position + size * 2 - 1 <= last) size *= 2;
    ranges.push(`${addressAt(cidr, position)}/${32 - Math.log2(size)}`);
    position += size;
  }
  return ranges;
}

/** Whether every address of `inner` belongs to `outer`. */
export function encloses(outer: string, inner: string): boolean {
  return firstOf(outer) <= firstOf(inner) && lastOf(inner) <= lastOf(outer);
}

/** Whether two ranges share an address. */
export function overlaps(one: string, other: string): boolean {
  return firstOf(one) <= lastOf(other) && firstOf(other) <= lastOf(one);
}

/** The position of an address in a range, from 0; undefined if the address is outside the range. */
export function positionIn(cidr: string, address: string): number | undefined {
  const position = (readAddress(address) ?? NaN) - firstOf(cidr);
  return position >= 0 && position < addressCount(cidr) ? position : undefined;
}

function known(cidr: string): Cidr {
  const range = readCidr(cidr);
  // The cluster file's schema has already refused every other text.
  if (!range) throw new Error(`not an IPv4 range: ${cidr}`);
  return range;
}

function firstOf(cidr: string): number {
  const { address } = known(cidr);
  return address - (address % addressCount(cidr));
}

function lastOf(cidr: string): number {
  return firstOf(cidr) + addressCount(cidr) - 1;
}

function formatAddress(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}
