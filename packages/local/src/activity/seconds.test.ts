import { describe, expect, it } from "vitest";
import { Seconds } from "./seconds.js";

const START = 1_800_000_000_000;
const QUIET = { rows: 0, bytes: 0, commits: 0, refusals: 0, ackP50Ms: null, ackP99Ms: null, lag: 0 };

describe(Seconds, () => {
  it("tells of a second once it is over", () => {
    const seconds = new Seconds(START + 300);
    seconds.count(START + 400, "rows", 5);
    seconds.count(START + 900, "rows", 2);
    seconds.count(START + 999, "commits", 1);
    expect(seconds.list(START + 999)).toEqual([]);
    expect(seconds.list(START + 1000)).toEqual([{ ...QUIET, at: START, rows: 7, commits: 1 }]);
    seconds.count(START + 1000, "refusals", 1);
    expect(seconds.list(START + 2500).at(-1)).toEqual({ ...QUIET, at: START + 1000, refusals: 1 });
  });

  it("has a second for each in which nothing happened, with the lag that stayed", () => {
    const seconds = new Seconds(START);
    seconds.received(START, 3);
    seconds.acked(START + 1, 1, 4);
    const over = seconds.list(START + 3000);
    expect(over.map(({ at, lag, ackP50Ms }) => [at - START, lag, ackP50Ms])).toEqual([
      [0, 2, expect.closeTo(4, 0)],
      [1000, 2, null],
      [2000, 2, null],
    ]);
    seconds.abandoned(START + 3100, 2);
    expect(seconds.list(START + 4000).at(-1)?.lag).toBe(0);
  });

  it("keeps ten minutes, through a night of sleep too", () => {
    const seconds = new Seconds(START);
    for (let at = 0; at < 5_000; at++) seconds.count(START + at * 1000, "rows", 1);
    expect(seconds.list(START + 5_000_000).map(({ at }) => at)).toEqual(
      Array.from({ length: 600 }, (_, i) => START + 4_400_000 + i * 1000),
    );
    const morning = START + 8 * 3_600_000;
    const over = seconds.list(morning);
    expect([over.length, over[0]?.at, over.at(-1)?.at]).toEqual([600, morning - 600_000, morning - 1000]);
  });

  it("stands still while the clock is corrected, and starts anew when it is set back", () => {
    const seconds = new Seconds(START);
    seconds.count(START + 4000, "rows", 1);
    seconds.count(START + 1000, "rows", 1);
    expect(seconds.list(START + 5000).at(-1)).toMatchObject({ at: START + 4000, rows: 2 });
    seconds.count(START - 60_000, "rows", 3);
    expect(seconds.list(START - 59_000)).toEqual([{ ...QUIET, at: START - 60_000, rows: 3 }]);
  });
});
