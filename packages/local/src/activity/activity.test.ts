import { describe, expect, it } from "vitest";
import { ManualClock } from "../testing/manual-clock.js";
import { Activity } from "./activity.js";

const ARRIVED = { table: "a.b.c", peer: "127.0.0.1:1", headers: {} };
const COMMIT = {
  table: "a.b.c",
  version: 1,
  operation: "append",
  rows: 10,
  bytes: 100,
  durationMs: 2,
} as const;

describe(Activity, () => {
  it("adds commits up, for the server and for each table", () => {
    const { activity, clock } = begun();
    activity.committed(COMMIT);
    clock.pass(10);
    activity.committed({ ...COMMIT, table: "a.b.d", rows: 1 });
    activity.committed(COMMIT);
    expect(activity.totals()).toEqual({ rows: 21, bytes: 300, commits: 3, refusals: 0 });
    expect(activity.tableTotals("a.b.c")).toEqual({ rows: 20, lastCommitAt: clock.now() });
    expect(activity.tableTotals("a.b.e")).toEqual({ rows: 0, lastCommitAt: null });
    expect(activity.commits().map(({ table, at }) => [table, at - activity.startedAt])).toEqual([
      ["a.b.c", 10],
      ["a.b.d", 10],
      ["a.b.c", 0],
    ]);
  });

  it("counts from nothing for a table that is made anew", () => {
    const { activity } = begun();
    activity.committed(COMMIT);
    activity.committed({ ...COMMIT, operation: "create", rows: 0 });
    expect(activity.tableTotals("a.b.c").rows).toBe(0);
  });

  it("keeps the newest commits, refusals and tables, and short texts of them", () => {
    const { activity } = begun();
    for (let i = 0; i < 20_000; i++) activity.committed({ ...COMMIT, table: `a.b.t${i}`, version: i });
    for (let i = 0; i < 300; i++)
      activity.refused("stream", "t".repeat(1e5), "INTERNAL", `${i} ${"x".repeat(1e5)}`);
    expect(activity.commits().map(({ version }) => version)).toEqual(
      Array.from({ length: 100 }, (_, i) => 19_999 - i),
    );
    expect([activity.tableTotals("a.b.t9999").rows, activity.tableTotals("a.b.t10000").rows]).toEqual([
      0, 10,
    ]);
    const refusals = activity.refusals();
    expect([refusals.length, refusals[0]?.message.slice(0, 5), refusals[199]?.message.slice(0, 5)]).toEqual([
      200,
      "299 x",
      "100 x",
    ]);
    expect(refusals.every(({ message, table }) => message.length === 2000 && table?.length === 1000)).toBe(
      true,
    );
    expect(activity.totals().refusals).toBe(300);
  });

  it("knows the lag and the latency of streams, from arrival to ack", () => {
    const { activity, clock } = begun();
    const [one, other] = [activity.open(ARRIVED), activity.open(ARRIVED)];
    one.received(5, 50);
    clock.pass(20);
    one.received(5, 50);
    other.received(1, 9);
    clock.pass(20);
    one.committed(2);
    one.acked(2);
    clock.pass(1000);
    const [second] = activity.seconds();
    expect(second).toMatchObject({
      lag: 1,
      ackP50Ms: expect.closeTo(20, -1),
      ackP99Ms: expect.closeTo(40, -1),
    });
    expect(one.record).toMatchObject({ requests: 2, committed: 2, acked: 2, rows: 10, bytes: 100 });
    other.closed();
    clock.pass(1000);
    expect(activity.seconds().at(-1)?.lag).toBe(0);
  });

  it("takes no ack back, counts none twice, and none after the end", () => {
    const { activity, clock } = begun();
    const stream = activity.open(ARRIVED);
    for (let i = 0; i < 4; i++) stream.received(1, 1);
    for (const acked of [2, 1, 2]) stream.acked(acked);
    expect(stream.record.acked).toBe(2);
    stream.closed();
    stream.closed();
    stream.acked(4);
    clock.pass(1000);
    expect([stream.record.acked, activity.seconds().at(-1)?.lag]).toEqual([4, 0]);
  });

  it("lists the streams that live however many came since, and of the others the newest", () => {
    const { activity, clock } = begun();
    const first = activity.open({ ...ARRIVED, table: undefined });
    first.asked("x".repeat(1e6));
    first.created("JSON");
    for (let i = 0; i < 2000; i++) activity.open(ARRIVED).closed();
    clock.pass(5);
    const { streams } = activity;
    expect(streams.list().length).toBe(1000);
    expect(streams.live()).toMatchObject([
      { id: 1, table: expect.stringMatching(/^x{999}…$/), recordType: "JSON" },
    ]);
    expect(streams.over(3).map(({ id }) => id)).toEqual([2001, 2000, 1999]);
    first.closed();
    expect([streams.live(), first.record.endedAt]).toEqual([[], clock.now()]);
  });
});

function begun(): { activity: Activity; clock: ManualClock } {
  const clock = new ManualClock();
  return { activity: new Activity(clock), clock };
}
