import type * as z from "zod";
import { addressPattern, cidrPattern, encloses, networkOf, prefixLength, readAddress, readCidr } from "../cidr";
import { matching, text, type Fault } from "./fields";

/** Addresses that no one else on the internet has: RFC 1918, and RFC 6598 as AWS allows it in a VPC. */
const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

/** What sets one kind of range apart from another. */
interface RangeKind {
  /** Shortest prefix, so the largest range. */
  readonly largest: number;
  /** Longest prefix, so the smallest range. */
  readonly smallest: number;
  /** Who sets these limits, as a clause of its own. */
  readonly because: string;
  /** A range to propose. */
  readonly example: string;
}

/** A private IPv4 range in canonical form, of a size within limits. */
export function privateRange(kind: RangeKind): z.ZodString {
  return text((value) => malformed(value, kind.example) ?? wrongSize(value, kind) ?? publicRange(value, kind.example), {
    pattern: cidrPattern,
  });
}

/** Any IPv4 range in canonical form: where operators come from, often one address alone. */
export const operatorRange = text(
  (value) => {
    const fault = malformed(value, "203.0.113.7/32");
    const [address = ""] = value.split("/");
    if (!fault || readAddress(address) === undefined) return fault;
    const network = readCidr(value) ? ` for this one address, or ${networkOf(value)} for the whole range` : "";
    return { ...fault, remedy: `write ${address}/32${network}` };
  },
  { pattern: cidrPattern },
);

/** An IPv4 address. */
export const address = matching(addressPattern, {
  wanted: "an IPv4 address, such as 10.32.0.10",
  remedy: "write four numbers from 0 to 255 with dots between them",
});

function malformed(value: string, example: string): Fault | undefined {
  if (!readCidr(value)) {
    return { wanted: `an IPv4 range such as ${example}`, remedy: "write address, slash and prefix length" };
  }
  const network = networkOf(value);
  if (network === value) return undefined;
  return {
    found: `${value}, an address inside a range`,
    wanted: "a range by its first address",
    remedy: `write ${network}`,
  };
}

function wrongSize(value: string, { largest, smallest, because, example }: RangeKind): Fault | undefined {
  const prefix = prefixLength(value);
  if (prefix >= largest && prefix <= smallest) return undefined;
  return { wanted: `a range from /${largest} to /${smallest}`, remedy: `use for instance ${example}: ${because}` };
}

function publicRange(value: string, example: string): Fault | undefined {
  if (privateRanges.some((range) => encloses(range, value))) return undefined;
  return {
    found: `${value}, addresses of others on the internet`,
    wanted: `a range inside ${privateRanges.join(", ")}`,
    remedy: `use for instance ${example}`,
  };
}
