import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chaosRow, rowKey } from "./chaos-row.js";
import { type Schedule, scheduleOf, windowsOf } from "./schedule.js";

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe(scheduleOf, () => {
  it("gives the same schedule for the same seed, and rows that follow from it", () => {
    fc.assert(
      fc.property(seeds, fc.nat(1_000), (seed, id) => {
        const schedule = scheduleOf(seed);
        expect(scheduleOf(seed)).toEqual(schedule);
        expect(JSON.parse(JSON.stringify(schedule))).toEqual(schedule);
        const row = chaosRow(schedule, id);
        expect(chaosRow(schedule, id)).toEqual(row);
        expect(row.key).toBe(rowKey(schedule, id));
        const [least, most] = schedule.rowBytes;
        expect(row.body.length >= least && row.body.length <= most).toBe(true);
      }),
    );
  });

  it("keeps to what a run can do: some faults, in order, one kill and one rejection of credentials at most", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { faults, rows, poison } = scheduleOf(seed);
        const kinds = faults.map(({ fault }) =>
          fault.kind === "server" ? fault.rule.fault.kind : fault.kind,
        );
        expect(faults.length).toBeGreaterThan(0);
        expect(faults.map(({ afterBytes }) => afterBytes)).toEqual(
          faults.map(({ afterBytes }) => afterBytes).sort((a, b) => a - b),
        );
        expect(kinds.filter((kind) => kind.startsWith("kill-")).length).toBeLessThan(2);
        expect(kinds.filter((kind) => kind === "reject-token").length).toBeLessThan(2);
        expect(poison.every((id) => id >= 0 && id < rows)).toBe(true);
      }),
    );
  });

  it("ends within the life of a run, however late each ack is", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const schedule = scheduleOf(seed);
        const late = schedule.faults.map(({ fault }) =>
          fault.kind === "server" && fault.rule.fault.kind === "delay-acks" ? fault.rule.fault.delayMs : 0,
        );
        expect(windowsOf(schedule) * Math.max(...late)).toBeLessThan(20_000);
      }),
      { numRuns: 2_000 },
    );
  });

  it("has everything in it that a campaign is to meet", () => {
    const schedules: readonly Schedule[] = Array.from({ length: 1_000 }, (_, seed) => scheduleOf(seed));
    const met = new Set(
      schedules.flatMap(({ faults, profile }) => [
        profile,
        ...faults.map(({ fault }) => (fault.kind === "server" ? fault.rule.fault.kind : fault.kind)),
      ]),
    );
    // What the issue asks for by name.
    for (const name of [
      "drop",
      "delay",
      "reset-sockets",
      "goaway",
      "delay-acks",
      "close-signal",
      "refuse-token",
      "reject-token",
      "kill-server",
    ]) {
      expect(met).toContain(name);
    }
    expect(schedules.some(({ stream }) => stream.lanes > 1)).toBe(true);
    expect(schedules.some(({ poison, isolates }) => poison.length > 0 && isolates)).toBe(true);
  });
});
