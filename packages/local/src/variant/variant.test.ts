import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { ValueBudget } from "../record/value-budget.js";
import { readVariant } from "../record/variant-json.js";
import { Variant } from "./variant.js";

/** What the bytes of a JSON text are, in hexadecimal. */
function hexOf(text: string): { metadata: string; value: string } {
  const { metadata, value } = variantOf(text);
  return { metadata: Buffer.from(metadata).toString("hex"), value: Buffer.from(value).toString("hex") };
}

function variantOf(text: string): Variant {
  return readVariant(Buffer.from(text), new ValueBudget());
}

describe(Variant, () => {
  it.each([
    ["null", "00"],
    ["true", "04"],
    ["false", "08"],
    ["-1", "0cff"],
    ["128", "108000"],
    ["-32769", "14ff7fffff"],
    ["9223372036854775807", "18ffffffffffffff7f"],
    ["1e2", "1c0000000000005940"],
    ["1.50", "200296000000"],
    ["12345678901.5", `2401${"171a99be1c000000"}`],
    ["9223372036854775808", `2800${"0".repeat(14)}80${"0".repeat(16)}`],
    ["-0.0000000001", `240a${"f".repeat(16)}`],
    ['""', "01"],
    ['"hé"', "0d68c3a9"],
    [`"${"x".repeat(64)}"`, `4040000000${"78".repeat(64)}`],
    ["[]", "030000"],
    ["[1,[]]", "03020002050c01030000"],
    ["{}", "020000"],
  ])("encodes %s as the format says", (text, value) => {
    expect(hexOf(text)).toEqual({ metadata: "010000", value });
  });

  it("numbers names as they come, and sorts members by the bytes of their names", () => {
    // The surrogate pair comes before U+FF21 in UTF-16, and after it in UTF-8.
    const { metadata, value } = hexOf('{"b":1,"\u{1f600}":2,"Ａ":{"b":null}}');
    expect(metadata).toBe(`01030001050862${"f09f9880"}${"efbca1"}`);
    expect(value).toBe(`0203${"000201"}${"0004020a"}${"0c010c02"}${"020100000100"}`);
  });

  it("tells large containers by a flag, and takes as many bytes for an offset as it needs", () => {
    const many = variantOf(`[${Array.from({ length: 256 }, () => "7").join()}]`);
    expect([...many.value.subarray(0, 9)]).toEqual([0x17, 0, 1, 0, 0, 0, 0, 2, 0]);
    expect(many.value.length).toBe(1 + 4 + 257 * 2 + 256 * 2);
    const wide = `{${Array.from({ length: 300 }, (_, i) => `"k${i}":${i}`).join()}}`;
    expect(variantOf(wide).json).toEqual(JSON.parse(wide));
    const long = JSON.stringify(["x".repeat(70_000), "y"]);
    expect(variantOf(long).text).toBe(long);
  });

  it.each([
    "123456789012345678901234567890",
    "-0.12345678901234567890123456789012345678",
    "99999999999999999999999999999999999999",
    "1.5e-7",
    "1.2345678901234567890123e22",
    "0.10",
    "-0.0",
    "1e300",
    "5e-324",
  ])("loses no digit of %s", (text) => {
    expect(fractionOf(variantOf(text).text)).toBe(fractionOf(text));
  });

  it("reads back any JSON, its members in the order of their names", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6, noUnicodeString: false }), (text) => {
        const variant = variantOf(text);
        expect(variant.json).toEqual(JSON.parse(text));
        expect(variantOf(variant.text).text).toBe(variant.text);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["a date", [0x2c, 0xff, 0xff, 0xff, 0xff], '"1969-12-31"'],
    ["a timestamp", [0x30, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], '"1969-12-31T23:59:59.999999Z"'],
    ["one without a zone", [0x34, 1, 0, 0, 0, 0, 0, 0, 0], '"1970-01-01T00:00:00.000001"'],
    ["a float", [0x38, 0, 0, 0xc0, 0x3f], "1.5"],
    ["NaN", [0x1c, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f], '"NaN"'],
    ["bytes", [0x3c, 2, 0, 0, 0, 1, 2], '"AQI="'],
    ["a UUID", [0x50, ...Array(16).fill(0xab)], '"abababab-abab-abab-abab-abababababab"'],
  ])("reads %s, which only other writers put there", (_, bytes, text) => {
    expect(new Variant(Uint8Array.of(1, 0, 0), Uint8Array.from(bytes)).text).toBe(text);
  });

  it.each<[string, number[], number[]]>([
    ["nothing", [1, 0, 0], []],
    ["another version", [2, 0, 0], [0]],
    ["no metadata", [], [0]],
    ["names that end early", [1, 200, 0], [0]],
    ["a member without a name", [1, 0, 0], [2, 1, 9, 0, 1, 0]],
    ["a string that ends early", [1, 0, 0], [0x0d, 0x61]],
    ["a kind that nobody knows", [1, 0, 0], [0xfc]],
    ["forty arrays that hold the next one twice", [1, 0, 0], [...Array(40).fill([3, 2, 0, 0, 0]).flat(), 0]],
    ["two billion elements", [1, 0, 0], [0x13, 0xff, 0xff, 0xff, 0x7f]],
  ])("says that %s is no VARIANT", (_, metadata, value) => {
    const variant = new Variant(Uint8Array.from(metadata), Uint8Array.from(value));
    expect(() => variant.text).toThrow(/^the VARIANT is malformed: /);
  });

  test("no bytes make reading take long, or fail in another way", () => {
    const bytes = fc.uint8Array({ maxLength: 60 });
    fc.assert(
      fc.property(bytes, bytes, (metadata, value) => {
        try {
          JSON.parse(new Variant(Uint8Array.of(1, ...metadata), value).text);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

/** A decimal number, exactly. */
function fractionOf(text: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, "");
  const short = digits.replace(/0+$/, "");
  return `${sign}${short}e${short === "" ? 0 : Number(exponent) - fraction.length + digits.length - short.length}`;
}
