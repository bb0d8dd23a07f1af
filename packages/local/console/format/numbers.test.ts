import { describe, expect, it } from "vitest";
import { ago, span } from "./moments.js";
import { bytes, compact, counted, milliseconds } from "./numbers.js";

describe("a number", () => {
  it.each([
    [compact(9_999), "9,999"],
    [compact(1_204_511), "1.2M"],
    [counted(1, "row"), "1 row"],
    [counted(0, "row"), "0 rows"],
    [bytes(0), "0 B"],
    [bytes(1_023), "1023 B"],
    [bytes(1_536), "1.5 KB"],
    [bytes(2 ** 50), "1024.0 TB"],
    [milliseconds(0.84), "0.8 ms"],
    [milliseconds(41.4), "41 ms"],
    [milliseconds(12_340), "12.3 s"],
    [span(0), "0 s"],
    [span(59_400), "59 s"],
    [span(60_000), "1 min"],
    [span(7_200_000), "2 h"],
    [span(90_000_000), "1 d"],
    [ago(1_000, 2_500), "now"],
    [ago(9_000, 1_000), "now"],
    [ago(0, 12_000), "12 s ago"],
  ])("is written %s", (written, wanted) => {
    expect(written).toBe(wanted);
  });
});
