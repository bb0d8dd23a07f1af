import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Row } from "../schema/row.js";
import { encoded } from "../testing/encoded.js";
import { MemoryStore } from "../testing/memory-format.js";
import { struct } from "../testing/schemas.js";
import { type CommitSource, GroupCommit } from "./group-commit.js";

const SCHEMA = struct({ n: "integer", who: "integer", offset: "long" });
const rowsOf = encoded(SCHEMA);

describe(GroupCommit, () => {
  it("commits what one burst brings together, and tells each source its newest offset once", async () => {
    const { commits, store } = setUp();
    const [a, b] = [new Source(), new Source()];
    commits.add(requestOf(a, 0n));
    commits.add(requestOf(b, 0n));
    commits.add(requestOf(a, 1n));
    await commits.settled();
    expect(store.commits.map((rows) => rows.length)).toEqual([3]);
    expect([a.heard, b.heard]).toEqual([["committed 1, 20 bytes"], ["committed 0, 10 bytes"]]);
  });

  it("gathers during a commit, and commits what has gathered next", async () => {
    const { commits, store } = setUp();
    const source = new Source();
    store.gate = async () => {
      store.gate = async () => {};
      commits.add(requestOf(source, 1n));
      commits.add(requestOf(source, 2n));
    };
    commits.add(requestOf(source, 0n));
    await commits.settled();
    expect(store.commits.map((rows) => rows.length)).toEqual([1, 2]);
    expect(source.heard).toEqual(["committed 0, 10 bytes", "committed 2, 20 bytes"]);
  });

  it.each([
    ["rows", { rows: 40_000, bytes: 1 }],
    ["bytes", { rows: 1, bytes: 9 * 1024 * 1024 }],
    ["the rows of a single request", { rows: 100_000, bytes: 1 }],
  ])("splits groups by %s", async (_, { rows, bytes }) => {
    const { commits, store } = setUp();
    const source = new Source();
    for (let offset = 0n; offset < 3n; offset++) {
      commits.add({
        source,
        offset,
        rows: rowsOf(...new Array<Row>(rows).fill({ n: 1, who: null, offset: null })),
        bytes,
      });
    }
    await commits.settled();
    expect(store.commits.map((group) => group.length)).toEqual([rows, rows, rows]);
  });

  it("fails the sources of a failed group with all they have waiting, and nobody else", async () => {
    const { commits, store } = setUp();
    const [unlucky, lucky] = [new Source(), new Source()];
    store.gate = async () => {
      store.gate = async () => {};
      commits.add(requestOf(unlucky, 1n));
      commits.add(requestOf(lucky, 0n));
      throw new Error("disk full");
    };
    commits.add(requestOf(unlucky, 0n));
    await commits.settled();
    expect(unlucky.heard).toEqual(["failed: disk full"]);
    expect(lucky.heard).toEqual(["committed 0, 10 bytes"]);
    expect(store.commits.length).toBe(1);
  });

  it("lets what has to be alone take its turn between what came before and what comes after", async () => {
    const { commits, store } = setUp();
    const seen: number[] = [];
    const source = new Source();
    commits.add(requestOf(source, 0n));
    const first = commits.alone(async () => void seen.push(store.rows.length));
    const second = commits.alone(async () => void seen.push(store.rows.length));
    commits.add(requestOf(source, 1n));
    commits.add(requestOf(source, 2n));
    const third = commits.alone(async () => void seen.push(store.rows.length));
    await Promise.all([first, second, third]);
    expect(seen).toEqual([1, 1, 3]);
    expect(source.heard).toEqual(["committed 0, 10 bytes", "committed 2, 20 bytes"]);
  });

  it("fails all that waits behind what fails alone, and goes on", async () => {
    const { commits, store } = setUp();
    const [before, behind, later] = [new Source(), new Source(), new Source()];
    commits.add(requestOf(before, 0n));
    const failing = commits.alone(async () => {
      throw new Error("disk full");
    });
    commits.add(requestOf(behind, 0n));
    await expect(failing).rejects.toThrow("disk full");
    commits.add(requestOf(later, 0n));
    await commits.settled();
    expect([before.heard, behind.heard, later.heard]).toEqual([
      ["committed 0, 10 bytes"],
      ["failed: disk full"],
      ["committed 0, 10 bytes"],
    ]);
    expect(store.rows).toHaveLength(2);
  });

  it("commits each source's requests in order and without gaps, whichever commits fail", async () => {
    const plan = fc.record({
      adds: fc.array(fc.nat(2), { maxLength: 40 }),
      failures: fc.array(fc.boolean(), { maxLength: 10 }),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ adds, failures }) => {
        const { commits, store } = setUp();
        store.gate = async () => {
          if (failures.pop()) throw new Error("disk full");
        };
        const sources = [new Source(), new Source(), new Source()];
        const next = [0n, 0n, 0n];
        for (const [turn, who] of adds.entries()) {
          const source = sources[who] ?? new Source();
          commits.add(requestOf(source, next[who] ?? 0n, { n: null, who, offset: next[who] ?? 0n }));
          next[who] = (next[who] ?? 0n) + 1n;
          if (turn % 3 === 0) await new Promise(setImmediate);
        }
        await commits.settled();
        for (const [who, source] of sources.entries()) {
          const stored = store.rows.filter((row) => row.who === who).map((row) => row.offset);
          const untilFailure = stored.slice(0, Number(source.committedUpTo + 1n));
          expect(untilFailure).toEqual(untilFailure.map((_, i) => BigInt(i)));
          if (!source.hasFailed) expect(stored.length).toBe(Number(next[who]));
        }
      }),
    );
  });
});

class Source implements CommitSource {
  readonly heard: string[] = [];
  committedUpTo = -1n;
  hasFailed = false;

  committed(offset: bigint, bytes: number): void {
    if (!this.hasFailed) this.committedUpTo = offset;
    this.heard.push(`committed ${offset}, ${bytes} bytes`);
  }

  failed(reason: unknown): void {
    this.hasFailed = true;
    this.heard.push(`failed: ${reason instanceof Error ? reason.message : reason}`);
  }
}

function setUp(): { commits: GroupCommit; store: MemoryStore } {
  const store = new MemoryStore(SCHEMA);
  return { commits: new GroupCommit(store), store };
}

function requestOf(
  source: CommitSource,
  offset: bigint,
  row: Row = { n: 1, who: null, offset: null },
): Parameters<GroupCommit["add"]>[0] {
  return { source, offset, rows: rowsOf(row), bytes: 10 };
}
