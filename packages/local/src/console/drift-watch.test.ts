import { describe, expect, it } from "vitest";
import { DriftWatch } from "./drift-watch.js";
import type { DriftView } from "./views.js";

const view = (verdict: DriftView["verdict"]): DriftView => ({
  verdict,
  generatedFingerprint: "a",
  tableFingerprint: "b",
  changes: [],
});

describe(DriftWatch, () => {
  it("checks one at a time, and what changed meanwhile once more, all together", async () => {
    const checks: ((verdict: DriftView["verdict"]) => void)[] = [];
    const watch = new DriftWatch(
      () => new Promise((resolve) => checks.push((verdict) => resolve({ "a.b.c": view(verdict) }))),
      () => [],
      () => {},
    );
    watch.changed();
    await new Promise(setImmediate);
    for (let i = 0; i < 3; i++) watch.changed();
    await new Promise(setImmediate);
    expect([checks.length, watch.get("a.b.c")]).toEqual([1, null]);
    checks[0]?.("same");
    await new Promise(setImmediate);
    expect([checks.length, watch.get("a.b.c")?.verdict]).toEqual([2, "same"]);
    checks[1]?.("breaking");
    await new Promise(setImmediate);
    expect([checks.length, watch.get("a.b.c")?.verdict]).toEqual([2, "breaking"]);
    watch.changed();
    await new Promise(setImmediate);
    expect(checks.length).toBe(3);
  });

  it("knows nothing, and logs why, when a check fails, whichever way", async () => {
    const lines: string[] = [];
    const failures: (() => Promise<never>)[] = [
      () => Promise.reject(new Error("later")),
      () => {
        throw new Error("at once");
      },
    ];
    for (const fail of failures) {
      const watch = new DriftWatch(
        fail,
        () => [],
        (line) => lines.push(line),
      );
      watch.changed();
      await new Promise(setImmediate);
      expect(watch.get("a.b.c")).toBeNull();
    }
    expect(lines).toEqual([
      "drift could not be checked: Error: later",
      "drift could not be checked: Error: at once",
    ]);
  });
});
