import { expect, it } from "vitest";
import { compared } from "../comparison.js";
import { thisPlace } from "../heading.js";
import { comparisonLine } from "../print-comparisons.js";
import { readResults } from "./results.js";

const faster = compared("encode", "12 columns", "ns/row", 100, { name: "protobufjs", figure: 645 });

it("reads the machine, comparisons, and figures without a peer", () => {
  const place = thisPlace();
  const flat = { suite: "memory", case: "full speed", minutes: 1, rowsPerSecond: null };
  const lines = [JSON.stringify(place), comparisonLine(faster), JSON.stringify(flat), ""];
  expect(readResults(lines.join("\n"))).toEqual({ place, comparisons: [faster], figures: [flat] });
});

it("reads a ratio that is no number as such", () => {
  const endless = compared("encode", "12 columns", "ns/row", 0, { name: "protobufjs", figure: 645 });
  expect(readResults(comparisonLine(endless)).comparisons).toEqual([{ ...endless, ratio: Number.NaN }]);
});

it("knows nothing where nothing was measured", () => {
  expect(readResults("\n")).toEqual({ place: undefined, comparisons: [], figures: [] });
});

it("names every line that is no result", () => {
  const text = `\n> tsx main.ts\n${comparisonLine(faster)}\n{"suite":"encode"}\n[1]`;
  expect(() => readResults(text)).toThrow(
    /line 2 is no JSON: > tsx main.ts\nline 4 has no suite and case.*\nline 5 has no suite.*\n.*--silent/,
  );
});
