import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Arrivals } from "./arrivals.js";

describe(Arrivals, () => {
  it("gives each request back once, in order, with a time that is half a millisecond off at most", () => {
    const step = fc.oneof(
      fc.record({ after: fc.double({ min: 0, max: 3, noNaN: true }) }),
      fc.record({ take: fc.integer({ min: 0, max: 20 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const arrivals = new Arrivals();
        const waiting: number[] = [];
        let now = 0;
        for (const next of steps) {
          if ("after" in next) {
            now += next.after;
            waiting.push(now);
            arrivals.add(now);
          } else {
            const wanted = waiting.splice(0, next.take);
            const got = taken(arrivals, next.take);
            expect(got.length).toBe(wanted.length);
            got.forEach((at, i) => {
              expect(Math.abs(at - (wanted[i] ?? 0))).toBeLessThanOrEqual(0.5);
            });
          }
        }
      }),
    );
  });

  it("counts what comes after ten thousand waiting moments with the last of them, and is whole again later", () => {
    const arrivals = new Arrivals();
    for (let at = 0; at < 30_000; at++) arrivals.add(at);
    const all = taken(arrivals, 30_000);
    expect([all.length, all[9_998], all[29_999]]).toEqual([30_000, 9_998, 9_999]);
    arrivals.add(40_000);
    expect(taken(arrivals, 5)).toEqual([40_000]);
  });
});

function taken(arrivals: Arrivals, requests: number): number[] {
  const times: number[] = [];
  arrivals.take(requests, (at, count) => {
    for (let i = 0; i < count; i++) times.push(at);
  });
  return times;
}
