import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Gathered, Linger, LONGEST_LINGER_MS } from "./linger.js";

describe(Linger, () => {
  it("lets a client that awaits each ack go on at full speed for hundreds of rows, then ten times a second", () => {
    const starts = commitsOf({ untilMs: 120_000, commitMs: 4, arrivalsMs: "when acked" });
    const waits = starts.map((at, i) => at - (starts[i - 1] ?? -4) - 4);
    expect(waits.slice(0, 600).every((wait) => wait === 0)).toBe(true);
    expect(waits.every((wait) => wait < LONGEST_LINGER_MS)).toBe(true);
    expect(starts.filter((at) => at >= 60_000).length).toBeCloseTo(600, -1);
  });

  it("is never in the way of a table that gets a few rows a second", () => {
    const starts = commitsOf({ untilMs: 600_000, commitMs: 4, arrivalsMs: 101 });
    expect(starts.every((at) => at % 101 === 0)).toBe(true);
  });

  it("waits half as long as a commit of many rows took, until there is enough", () => {
    const linger = new Linger();
    linger.committed(1_000, 300, 20);
    expect(linger.waitMs(1_000, { rows: 300, bytes: 10_000 })).toBe(10);
    expect(linger.waitMs(1_007, { rows: 300, bytes: 10_000 })).toBe(3);
    expect(linger.waitMs(1_010, { rows: 300, bytes: 10_000 })).toBe(0);
    expect(linger.waitMs(1_000, { rows: 5_000, bytes: 10_000 })).toBe(0);
    expect(linger.waitMs(1_000, { rows: 3, bytes: 2_000_000 })).toBe(0);
  });

  it("does not wait longer because one commit took long", () => {
    const linger = new Linger();
    linger.committed(1_000, 300, 10);
    linger.committed(2_000, 300, 400);
    expect(linger.waitMs(2_000, { rows: 300, bytes: 10_000 })).toBe(5);
    linger.committed(3_000, 300, 400);
    expect(linger.waitMs(3_000, { rows: 300, bytes: 10_000 })).toBe(LONGEST_LINGER_MS);
  });

  it("does not wait for company after a small group", () => {
    const linger = new Linger();
    linger.committed(1_000, 63, 20);
    expect(linger.waitMs(1_000, { rows: 1, bytes: 10 })).toBe(0);
  });

  it("holds nothing back for longer than its limit, and keeps to its budget of small commits", () => {
    const step = fc.record({
      idleMs: fc.double({ min: 0, max: 300, noNaN: true }),
      rows: fc.oneof(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 10_000 })),
      durationMs: fc.double({ min: 0.1, max: 5_000, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 2_000 }), (steps) => {
        const linger = new Linger();
        let now = 0;
        let spent = 0;
        for (const { idleMs, rows, durationMs } of steps) {
          now += idleMs;
          const waitMs = linger.waitMs(now, { rows, bytes: rows });
          expect(waitMs).toBeLessThan(LONGEST_LINGER_MS + 1e-6);
          expect(linger.waitMs(now + waitMs, { rows, bytes: rows })).toBeLessThan(1e-6);
          now += waitMs + durationMs;
          linger.committed(now, rows, durationMs);
          spent += Math.max(0, 1 - rows / 256);
          expect(spent).toBeLessThanOrEqual(600 + now / 100 + 1e-3);
        }
      }),
    );
  });
});

/** When commits begin, of rows that come one by one. */
function commitsOf(load: { untilMs: number; commitMs: number; arrivalsMs: number | "when acked" }): number[] {
  const linger = new Linger();
  const one: Gathered = { rows: 1, bytes: 100 };
  const starts: number[] = [];
  for (let now = 0; now < load.untilMs; ) {
    const arrivedAt = now;
    now += linger.waitMs(now, one);
    starts.push(now);
    now += load.commitMs;
    linger.committed(now, 1, load.commitMs);
    if (load.arrivalsMs !== "when acked") now = arrivedAt + load.arrivalsMs;
  }
  return starts;
}
