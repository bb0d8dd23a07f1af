import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isoDay, isoTime } from "./iso-time.js";

const DAY_MS = 86_400_000;
/** What a Date holds. */
const MAX_DAY = 100_000_000;

describe(isoDay, () => {
  it("tells every day that a Date can tell as that does", () => {
    fc.assert(
      fc.property(fc.integer({ min: -MAX_DAY, max: MAX_DAY }), (day) => {
        expect(isoDay(day)).toBe(new Date(day * DAY_MS).toISOString().split("T")[0]);
      }),
    );
  });

  it.each([
    [0, "1970-01-01"],
    [11_016, "2000-02-29"],
    [-719_528, "0000-01-01"],
    [-719_529, "-000001-12-31"],
    [2_932_897, "+010000-01-01"],
    [2 ** 31 - 1, "+5881580-07-11"],
    [-(2 ** 31), "-5877641-06-23"],
  ])("tells day %i as %s", (day, text) => {
    expect(isoDay(day)).toBe(text);
  });
});

describe(isoTime, () => {
  it("tells every time that a Date can tell as that does", () => {
    const ms = fc.bigInt({ min: -8_640_000_000_000_000n, max: 8_640_000_000_000_000n });
    fc.assert(
      fc.property(ms, (millis) => {
        const exact = new Date(Number(millis)).toISOString();
        expect(isoTime(millis * 1000n)).toBe(exact.replace(/\.?0*Z$/, ""));
      }),
    );
  });

  it.each([
    [1n, "1970-01-01T00:00:00.000001"],
    [-1n, "1969-12-31T23:59:59.999999"],
    [1_500_000n, "1970-01-01T00:00:01.5"],
    [2n ** 63n - 1n, "+294247-01-10T04:00:54.775807"],
    [-(2n ** 63n), "-290308-12-21T19:59:05.224192"],
  ])("tells %s microseconds as %s", (micros, text) => {
    expect(isoTime(micros)).toBe(text);
  });
});
