import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Latencies } from "./latencies.js";

describe(Latencies, () => {
  it("knows nothing before the first, and after it was cleared", () => {
    const latencies = new Latencies();
    expect(latencies.quantile(0.5)).toBeNull();
    latencies.add(3, 1);
    latencies.clear();
    expect(latencies.quantile(0.99)).toBeNull();
  });

  it("tells any quantile to within 5 %, however the waits are spread", () => {
    const waits = fc.array(fc.double({ min: 0.1, max: 3_000_000, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(waits, fc.double({ min: 0.01, max: 1, noNaN: true }), (all, part) => {
        const latencies = new Latencies();
        for (const ms of all) latencies.add(ms, 1);
        const exact = all.toSorted((a, b) => a - b)[Math.ceil(all.length * part) - 1] ?? 0;
        expect(Math.abs((latencies.quantile(part) ?? 0) / exact - 1)).toBeLessThan(0.05 + 0.005 / exact);
      }),
    );
  });

  it("counts many at once as so many", () => {
    const latencies = new Latencies();
    latencies.add(1, 99);
    latencies.add(1000, 1);
    expect(latencies.quantile(0.99)).toBeLessThan(2);
    latencies.add(1000, 1);
    expect(latencies.quantile(0.99)).toBeGreaterThan(900);
  });

  it("takes what no wait should be", () => {
    const latencies = new Latencies();
    for (const ms of [0, -5, 1e12, Number.POSITIVE_INFINITY]) latencies.add(ms, 1);
    expect([latencies.quantile(0.5), latencies.quantile(1)]).toEqual([
      expect.closeTo(0.05, 1),
      expect.any(Number),
    ]);
  });
});
