import type * as z from "zod";
import { addressPattern, cidrPattern, encloses, networkOf, prefixLength, readAddress, readCidr } from "../cidr";
import { matching, text, type Fault } from "./fields";

/** Ranges of private addresses: RFC 1918, and RFC 6598, which AWS allows in a VPC. */
const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

/** The limits of one kind of range. */
interface RangeKind {
  /** The shortest prefix length, which is the largest range. */
  readonly largest: number;
  /** The longest prefix length, which is the smallest range. */
  readonly smallest: number;
  /** The reason for these limits, as a clause. */
  readonly because: string;
  /** A range to suggest in messages. */
  readonly example: string;
}

/** A private IPv4 range in canonical form, with a size within limits. */
export function privateRange(kind: RangeKind): z.ZodString {
  return text((value) => malformed(value, kind.example) ?? wrongSize(value, kind) ?? publicRange(value, kind.example), {
    pattern: cidrPattern,
  });
}

/** Any IPv4 range in canonical form, for the addresses of operators. It is often a single address. */
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
    return { wanted: `an IPv4 range such as ${example}`, remedy: "write an address, a slash and a prefix length" };
  }
  const network = networkOf(value);
  if (network === value) return undefined;
  return {
    found: `${value}, which does not begin with the first address of its range`,
    wanted: "the first address of a range, a slash and a prefix length",
    remedy: `write ${network}`,
  };
}

function wrongSize(value: string, { largest, smallest, because, example }: RangeKind): Fault | undefined {
  const prefix = prefixLength(value);
  if (prefix >= largest && prefix <= smallest) return undefined;
  return { wanted: `a range from /${largest} to /${smallest}`, remedy: `use, for example, ${example}: ${because}` };
}

function publicRange(value: string, example: string): Fault | undefined {
  if (privateRanges.some((range) => encloses(range, value))) return undefined;
  return {
    found: `${value}, which has public addresses`,
    wanted: `a range inside ${privateRanges.join(", ")}`,
    remedy: `use, for example, ${example}`,
  };
}
