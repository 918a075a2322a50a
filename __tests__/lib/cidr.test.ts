import fc from "fast-check";
import * as cidr from "../../lib/cidr";

const ranges = fc
  .record({
    octets: fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)),
    prefix: fc.integer({ min: 8, max: 32 }),
  })
  .map(({ octets, prefix }) => cidr.networkOf(`${octets.join(".")}/${prefix}`));

describe("reading", () => {
  test.each(["10.0.0.0/8", "255.255.255.255/32", "0.0.0.0/0"])("accepts %s", (text) => {
    expect(cidr.readCidr(text)).toBeDefined();
  });

  test.each([
    "",
    "10.0.0.0",
    "10.0.0/8",
    "10.0.0.0/33",
    "256.0.0.0/8",
    "010.0.0.0/8",
    "10.0.0.0/08",
    " 10.0.0.0/8",
    "::/0",
  ])("refuses %j", (text) => {
    expect(cidr.readCidr(text)).toBeUndefined();
  });

  test("counts addresses above 128.0.0.0 as positive", () => {
    expect(cidr.readAddress("255.255.255.255")).toBe(2 ** 32 - 1);
  });
});

describe("arithmetic", () => {
  test("finds addresses and ranges by position", () => {
    expect(cidr.addressAt("172.31.0.0/24", 10)).toBe("172.31.0.10");
    expect(cidr.firstAddress("10.32.0.0/24")).toBe("10.32.0.1");
    expect(cidr.rangeAt("172.20.0.0/16", 24, 3)).toBe("172.20.3.0/24");
    expect(cidr.networkOf("10.1.2.3/8")).toBe("10.0.0.0/8");
  });

  test("does not go beyond the end of a range", () => {
    expect(() => cidr.addressAt("10.0.0.0/30", 4)).toThrow("10.0.0.0/30 has no address at position 4");
    expect(() => cidr.rangeAt("10.0.0.0/23", 24, 2)).toThrow("10.0.0.0/23 has no /24 at index 2");
    expect(cidr.rangeCount("10.0.0.0/25", 24)).toBe(0);
  });

  test("refuses values that the schema should have refused", () => {
    expect(() => cidr.addressCount("10.0.0.0")).toThrow("not an IPv4 range: 10.0.0.0");
  });

  test("a subrange begins at the requested position", () => {
    fc.assert(
      fc.property(ranges, fc.nat(), (range, number) => {
        const position = number % cidr.addressCount(range);
        expect(cidr.positionIn(range, cidr.addressAt(range, position))).toBe(position);
      }),
    );
  });

  test("of two ranges that overlap, one encloses the other", () => {
    fc.assert(
      fc.property(ranges, ranges, (one, other) => {
        expect(cidr.overlaps(one, other)).toBe(cidr.encloses(one, other) || cidr.encloses(other, one));
      }),
    );
  });
});

describe("the ranges between two positions", () => {
  test("are aligned, and as few as possible", () => {
    expect(cidr.rangesBetween("172.31.0.0/24", 10, 15)).toEqual(["172.31.0.10/31", "172.31.0.12/30"]);
    expect(cidr.rangesBetween("172.31.0.0/24", 10, 10)).toEqual(["172.31.0.10/32"]);
    expect(cidr.rangesBetween("172.31.0.0/28", 10, 7)).toEqual([]);
  });

  test("cover every address between, and no other", () => {
    const bounds = fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(bounds, ([one, other]) => {
        const [first, last] = [Math.min(one, other), Math.max(one, other)];
        const ranges = cidr.rangesBetween("10.0.0.0/24", first, last);
        const covered = Array.from({ length: 256 }, (_, position) => position).filter((position) =>
          ranges.some((range) => cidr.encloses(range, `${cidr.addressAt("10.0.0.0/24", position)}/32`)),
        );
        expect(covered).toEqual(Array.from({ length: last - first + 1 }, (_, index) => first + index));
        for (const range of ranges) expect(cidr.networkOf(range)).toBe(range);
      }),
    );
  });
});
