import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Sample } from "../../src/console/views.js";
import { axisTop, chartData, lonely, type Series } from "./series.js";

const ROWS: Series = { key: "rows", label: "rows", value: ({ rows }) => rows };
const P50: Series = { key: "p50", label: "p50", value: ({ ackP50Ms }) => ackP50Ms };

function sample(at: number, rows: number): Sample {
  return { at, rows, bytes: 0, commits: 0, refusals: 0, ackP50Ms: null, ackP99Ms: null, lag: 0 };
}

describe(chartData, () => {
  it("has the newest samples of each series, and no value where there was none", () => {
    const samples = [0, 1_000, 2_000, 3_000].map((at) => sample(at, at / 1_000));
    expect(chartData(samples, [ROWS, P50], 2_000)).toEqual([
      [1_000, 2_000, 3_000],
      [1, 2, 3],
      [null, null, null],
    ]);
  });

  it("leaves a gap where nobody was listening", () => {
    expect(chartData([sample(0, 1), sample(9_000, 2)], [ROWS], 60_000)).toEqual([
      [0, 1, 9_000],
      [1, null, 2],
    ]);
  });

  it("is empty without samples", () => {
    expect(chartData([], [ROWS], 60_000)).toEqual([[], []]);
  });
});

describe(axisTop, () => {
  it("is a round number with room above the highest value", () => {
    expect([axisTop(0, 10), axisTop(10, 10), axisTop(19, 1), axisTop(20, 1), axisTop(960, 1)]).toEqual([
      20, 20, 20, 50, 2_000,
    ]);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e12, noNaN: true }), (highest) => {
        const top = axisTop(highest, 1);
        expect(top).toBeGreaterThan(highest);
        expect(top).toBeLessThanOrEqual(Math.max(2, highest * 2.7));
      }),
    );
  });
});

it("a value between gaps is alone, at the ends too", () => {
  expect(lonely([null, 3, null, 1, 2, null, 0])).toEqual([1, 6]);
  expect(lonely([5])).toEqual([0]);
  expect(lonely([])).toEqual([]);
});
