import { mkdtempSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { FullDisk } from "../testing/faulty-disk.js";
import { SUBJECT, segmentsIn, UNSYNCED } from "../testing/spooled-rows.js";
import { nodeDisk } from "./disk.js";
import { Spool } from "./spool.js";

/** What may happen to a spool. */
type Step =
  | { readonly do: "append"; readonly lengths: readonly number[] }
  | { readonly do: "append on a full disk"; readonly lengths: readonly number[]; readonly room: number }
  | { readonly do: "settle"; readonly share: number }
  /** Leftovers are appended again and dropped. */
  | { readonly do: "replay" }
  | { readonly do: "reopen" }
  /** The process is killed while it writes: so many of the last bytes of its log are not there. */
  | { readonly do: "crash"; readonly lost: number };

const lengths = fc.array(
  fc.oneof(
    { weight: 9, arbitrary: fc.nat(300) },
    { weight: 1, arbitrary: fc.integer({ min: 1e6, max: 4e6 }) },
  ),
  { maxLength: 5 },
);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("append" as const), lengths }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("append on a full disk" as const), lengths, room: fc.nat(500) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("settle" as const), share }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("replay" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("reopen" as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("crash" as const),
      lost: fc.oneof(fc.constant(0), fc.nat(1_500)),
    }),
  },
);

/** A frame of a segment, as far as it matters here. */
interface Entry {
  readonly row?: string;
  readonly settled?: number;
  readonly bytes: number;
}

/** What a segment should hold. */
interface ModelSegment {
  readonly name: string;
  readonly firstRow: number;
  entries: Entry[];
}

it("holds the rows that were appended and are not settled, and no other, whatever happens to it", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25, size: "max" }), (steps) => {
      const folder = mkdtempSync(join(tmpdir(), "zerobus-runtime-"));
      const model = new Model(folder);
      try {
        for (const each of steps) model.take(each);
        model.take({ do: "reopen" });
      } finally {
        model.end();
        rmSync(folder, { recursive: true });
      }
    }),
    { numRuns: 60 },
  );
}, 60_000);

/** A spool, and beside it what it should hold. */
class Model {
  readonly #folder: string;
  readonly #full = new FullDisk();
  #spool: Spool;
  #kill: () => void = () => {};
  /** What earlier runs left, by its texts. */
  #left: readonly string[] = [];
  /** How many rows the run was given. */
  #rows = 0;
  #settled = 0;
  #segments: ModelSegment[] = [];
  /** Segments of earlier runs. */
  #older = new Set<string>();
  #written = 0;

  constructor(folder: string) {
    this.#folder = folder;
    this.#spool = this.#open();
  }

  take(step: Step): void {
    switch (step.do) {
      case "append":
        this.#append(step.lengths.map((length) => this.#newRow(length)));
        break;
      case "append on a full disk": {
        const rows = step.lengths.map((length) => Buffer.from(this.#newRow(length + 500)));
        this.#full.room = step.room;
        if (rows.length > 0) expect(() => this.#spool.append(rows)).toThrow("ENOSPC");
        this.#full.room = Number.POSITIVE_INFINITY;
        this.#follow([]);
        break;
      }
      case "settle": {
        const settled = this.#settled + Math.round((this.#rows - this.#settled) * step.share);
        this.#spool.settle(settled);
        const isNews = settled > this.#settled;
        this.#settled = settled;
        this.#follow(isNews ? [{ settled, bytes: 20 }] : []);
        break;
      }
      case "replay":
        this.#append([...this.#spool.leftovers()].map(({ row }) => Buffer.from(row).toString()));
        this.#spool.dropLeftovers();
        this.#left = [];
        break;
      case "reopen":
        this.#spool.close();
        this.#next();
        break;
      case "crash":
        this.#kill();
        this.#spool.close();
        this.#cut(step.lost);
        this.#next();
        break;
    }
    expect(this.#spool.rows).toBe(this.#left.length + this.#rows - this.#settled);
  }

  end(): void {
    this.#spool.close();
  }

  #newRow(length: number): string {
    return `${this.#written++}`.padEnd(length, ".");
  }

  #append(rows: readonly string[]): void {
    this.#spool.append(rows.map((text) => Buffer.from(text)));
    this.#follow(rows.map((row) => ({ row, bytes: 12 + row.length })));
    this.#rows += rows.length;
  }

  /** Notes what was written, in the segment that is now the newest, and that segments have gone. */
  #follow(entries: readonly Entry[]): void {
    const names = segmentsIn(this.#folder).filter((name) => !this.#older.has(name));
    const newest = names.at(-1);
    if (newest !== undefined && this.#segments.at(-1)?.name !== newest) {
      this.#segments.push({ name: newest, firstRow: this.#rows, entries: [] });
    }
    this.#segments.at(-1)?.entries.push(...entries);
    for (const { name, firstRow, entries } of this.#segments.filter(({ name }) => !names.includes(name))) {
      const end = firstRow + entries.filter(({ row }) => row !== undefined).length;
      expect([name, end > this.#settled]).toEqual([name, false]);
    }
    this.#segments = this.#segments.filter(({ name }) => names.includes(name));
  }

  /** Takes bytes off the end of the newest segment. */
  #cut(lost: number): void {
    const newest = this.#segments.at(-1);
    if (newest === undefined) return;
    const file = join(this.#folder, newest.name);
    const { size } = statSync(file);
    truncateSync(file, Math.max(size - lost, 0));
    for (let left = lost; left > 0; ) left -= newest.entries.pop()?.bytes ?? left;
  }

  #next(): void {
    const [first] = this.#segments;
    const entries = this.#segments.flatMap((segment) => segment.entries);
    const settled = Math.max(first?.firstRow ?? 0, ...entries.map((entry) => entry.settled ?? 0));
    const rows = entries.flatMap(({ row }) => row ?? []).slice(settled - (first?.firstRow ?? 0));
    this.#left = [...this.#left, ...rows];
    [this.#rows, this.#settled, this.#segments] = [0, 0, []];
    this.#spool = this.#open();
    this.#older = new Set(segmentsIn(this.#folder));
    expect(this.#spool.damage).toEqual([]);
    const found = [...this.#spool.leftovers()].map(({ row }) => Buffer.from(row).toString());
    expect(found.map((text) => text.slice(0, 10))).toEqual(this.#left.map((text) => text.slice(0, 10)));
    expect(found).toEqual(this.#left);
  }

  #open(): Spool {
    let isKilled = false;
    this.#kill = () => {
      isKilled = true;
    };
    const remove = (file: string): void => {
      if (!isKilled) nodeDisk.remove(file);
    };
    return Spool.open(this.#folder, SUBJECT, UNSYNCED, { ...this.#full.disk, remove });
  }
}
