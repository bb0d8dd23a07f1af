import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClientEnd, Evidence, StoredRow, ViolationKind } from "./evidence.js";
import type { Entry } from "./journal.js";
import { memoryLimitBytes } from "./limits.js";
import { type Schedule, scheduleOf } from "./schedule.js";
import { judge } from "./verdict.js";

/** A run in which every row was acked by one connection, or by several with `resent` rows sent twice. */
const goodRuns: fc.Arbitrary<Evidence> = fc
  .record({
    rows: fc.integer({ min: 4, max: 40 }),
    lanes: fc.integer({ min: 1, max: 3 }),
    breakAt: fc.integer({ min: 1, max: 39 }),
  })
  .map(({ rows, lanes, breakAt }) => {
    const ids = Array.from({ length: rows }, (_, id) => id);
    const first = Math.min(breakAt, rows - 1);
    const schedule: Schedule = {
      ...scheduleOf(0),
      profile: "lasting",
      rows,
      poison: [],
      spool: undefined,
      stream: { ...scheduleOf(0).stream, lanes },
    };
    const journal: Entry[] = [
      { kind: "life", life: 0, usedBytes: 1_000, rssBytes: 1_000 },
      { kind: "attempt" },
      ...ids.flatMap((id): Entry[] => [
        { kind: "ingest", id },
        { kind: "accepted", id, lane: id % lanes },
      ]),
      { kind: "acked", ids: ids.slice(0, first) },
      // The rest was committed, and its acks were lost with the connection.
      { kind: "attempt" },
      { kind: "acked", ids: ids.slice(first) },
      { kind: "wait", what: "close", tookMs: 10, limitMs: 100 },
      { kind: "report", acked: rows, rejected: 0, spooled: 0, unacked: [] },
      { kind: "memory", usedBytes: 2_000, rssBytes: 2_000 },
      { kind: "closed", lagMs: 0, resources: [], files: [] },
    ];
    return { schedule, journal, table: stored([...ids, ...ids.slice(first)]), ends: [WELL] };
  });

const WELL: ClientEnd = { code: 0, killed: false, hung: false, stderr: "" };

function stored(ids: readonly number[]): readonly StoredRow[] {
  return ids.map((id) => ({ id, intact: true }));
}

/** Changes entries of one kind. */
function edit<K extends Entry["kind"]>(
  { journal }: Evidence,
  kind: K,
  change: (entry: Extract<Entry, { kind: K }>) => readonly Entry[],
): readonly Entry[] {
  const isKind = (entry: Entry): entry is Extract<Entry, { kind: K }> => entry.kind === kind;
  return journal.flatMap((entry) => (isKind(entry) ? change(entry) : [entry]));
}

describe(judge, () => {
  it("finds nothing in a run in which all is well, and counts what came twice", () => {
    fc.assert(
      fc.property(goodRuns, (run) => {
        const { violations, duplicates, accepted, acked, reconnections } = judge(run);
        expect(violations).toEqual([]);
        expect({ accepted, acked, reconnections }).toEqual({
          accepted: run.schedule.rows,
          acked: run.schedule.rows,
          reconnections: 1,
        });
        expect(duplicates).toBe(run.table.length - run.schedule.rows);
      }),
    );
  });

  it.each<[string, ViolationKind, (run: Evidence, row: number) => Partial<Evidence>]>([
    [
      "a row that is not in the table",
      "acked row missing",
      ({ table }, row) => ({ table: table.filter(({ id }) => id !== row) }),
    ],
    [
      "a row that nobody speaks of again",
      "accepted row unaccounted",
      (run, row) => ({
        table: run.table.filter(({ id }) => id !== row),
        journal: edit(run, "acked", ({ ids }) => [{ kind: "acked", ids: ids.filter((id) => id !== row) }]),
      }),
    ],
    [
      "a report that counts one row too many",
      "accepted row unaccounted",
      (run) => ({ journal: edit(run, "report", (report) => [{ ...report, acked: report.acked + 1 }]) }),
    ],
    [
      "a row that was acked and came back",
      "contradiction",
      (run, row) => ({
        journal: edit(run, "report", (report) => [{ ...report, unacked: [row], code: "closed" }]),
      }),
    ],
    [
      "rows that came back though every fault has passed",
      "stuck",
      (run, row) => ({
        journal: edit(run, "report", (report) => [{ ...report, unacked: [row], code: "timeout" }]),
      }),
    ],
    [
      "a receipt that never settled",
      "contradiction",
      (run, row) => ({
        journal: edit(run, "acked", ({ ids }) => [{ kind: "acked", ids: ids.filter((id) => id !== row) }]),
      }),
    ],
    [
      "a good row that was handed over as rejected",
      "contradiction",
      (run, row) => ({ journal: edit(run, "report", (report) => [{ kind: "rejected", id: row }, report]) }),
    ],
    [
      "a row that overtook the one before it",
      "order broken",
      ({ schedule: { rows, stream }, table }, row) => ({
        table: [...stored([stream.lanes + (row % (rows - stream.lanes))]), ...table],
      }),
    ],
    [
      "a row that is there once too often",
      "duplicate",
      ({ table }, row) => ({ table: [...table, ...stored([row, row])] }),
    ],
    [
      "an acked row that was sent again",
      "duplicate",
      (run) => ({
        table: [...run.table, ...stored([0])],
        journal: edit(run, "report", (report) => [{ kind: "attempt" }, report]),
      }),
    ],
    [
      "a row that was never ingested",
      "foreign row",
      ({ table }) => ({ table: [...table, ...stored([1_000])] }),
    ],
    [
      "a row that is not as it was",
      "foreign row",
      ({ table }, row) => ({ table: table.map(({ id }) => ({ id, intact: id !== row })) }),
    ],
    [
      "a wait beyond its deadline",
      "late",
      (run) => ({ journal: edit(run, "wait", (wait) => [{ ...wait, tookMs: 60_000 }]) }),
    ],
    [
      "memory beyond the window",
      "memory",
      (run) => ({
        journal: edit(run, "memory", (memory) => [
          { ...memory, usedBytes: 1_001 + memoryLimitBytes(run.schedule) },
        ]),
      }),
    ],
    [
      "a process that grows",
      "memory",
      (run) => ({ journal: edit(run, "memory", (memory) => [{ ...memory, rssBytes: 2 ** 30 }]) }),
    ],
    [
      "a socket that is left open",
      "leak",
      (run) => ({ journal: edit(run, "closed", (closed) => [{ ...closed, resources: ["TCPSocketWrap"] }]) }),
    ],
    [
      "a file that is left open",
      "leak",
      (run) => ({ journal: edit(run, "closed", (closed) => [{ ...closed, files: ["/spool/1"] }]) }),
    ],
    ["a client that did not end", "crash", () => ({ ends: [{ ...WELL, code: null, hung: true }] })],
    ["a client that broke", "crash", () => ({ ends: [{ ...WELL, code: 1, stderr: "TypeError" }] })],
  ])("finds %s", (_, kind, spoil) => {
    fc.assert(
      fc.property(goodRuns, fc.nat(), (run, at) => {
        const spoilt = { ...run, ...spoil(run, at % run.schedule.rows) };
        expect(judge(spoilt).violations.map((violation) => violation.kind)).toContain(kind);
      }),
    );
  });

  it("takes unacked rows for granted where the budget may be used up, if the report says why", () => {
    fc.assert(
      fc.property(goodRuns, (run) => {
        const last = run.schedule.rows - 1;
        const without = edit(run, "acked", ({ ids }) => [
          { kind: "acked", ids: ids.filter((id) => id !== last) },
        ]);
        const journal = edit({ ...run, journal: without }, "report", (report) => [
          { kind: "unresolved", ids: [last], code: "recovery_exhausted" },
          { ...report, acked: last, unacked: [last], code: "recovery_exhausted" },
        ]);
        const schedule: Schedule = { ...run.schedule, profile: "scarce" };
        expect(judge({ ...run, schedule, journal }).violations).toEqual([]);
      }),
    );
  });

  it("lets a row whose ingest was killed be there or not", () => {
    fc.assert(
      fc.property(goodRuns, fc.boolean(), (run, isThere) => {
        const id = run.schedule.rows;
        const journal: readonly Entry[] = [...run.journal, { kind: "ingest", id }];
        const table = isThere ? [...run.table, ...stored([id])] : run.table;
        expect(judge({ ...run, journal, table }).violations).toEqual([]);
      }),
    );
  });
});
