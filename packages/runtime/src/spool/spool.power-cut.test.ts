import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { PowerCutDisk } from "../testing/power-cut-disk.js";
import { SUBJECT } from "../testing/spooled-rows.js";
import { Spool } from "./spool.js";
import type { SpoolSync } from "./spool-options.js";

type Step =
  | { readonly do: "append"; readonly lengths: readonly number[] }
  | { readonly do: "settle"; readonly share: number }
  | { readonly do: "replay" }
  /** Time goes by, less than an interval, and syncs under way are done or not. */
  | { readonly do: "go on"; readonly ms: number; readonly isDone: boolean }
  /** Two intervals go by, and the disk has done what it was asked to. */
  | { readonly do: "rest" }
  | { readonly do: "cut" };

const lengths = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.nat(3_000) },
    { weight: 1, arbitrary: fc.integer({ min: 2e6, max: 6e6 }) },
  ),
  { maxLength: 5 },
);
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ do: fc.constant("append" as const), lengths }) },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant("settle" as const),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("replay" as const) }) },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant("go on" as const), ms: fc.nat(99), isDone: fc.boolean() }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("rest" as const) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("cut" as const) }) },
  ),
  { maxLength: 25, size: "max" },
);

beforeEach(
  () => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] }),
);
afterEach(() => void vi.useRealTimers());

it.each<SpoolSync>(["always", "interval", "none"])(
  "after a power cut, what %s promises is there, and nothing that was not appended",
  (sync) => {
    fc.assert(
      fc.property(
        steps,
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        (taken, chances) => {
          const parent = mkdtempSync(join(tmpdir(), "zerobus-runtime-"));
          const test = new PowerCutTest(join(parent, "spool"), sync, () => chances.next().value ?? 0);
          try {
            for (const step of taken) test.take(step);
            test.take({ do: "cut" });
          } finally {
            test.end();
            rmSync(parent, { recursive: true });
          }
        },
      ),
      { numRuns: 40 },
    );
  },
  60_000,
);

class PowerCutTest {
  readonly #folder: string;
  readonly #sync: SpoolSync;
  readonly #chance: () => number;
  #disk: PowerCutDisk;
  #spool: Spool;
  /** Every row ever appended. */
  readonly #known = new Set<string>();
  /** Rows that must be there after a power cut. */
  readonly #owed = new Set<string>();
  #run: string[] = [];
  #settled = 0;
  #written = 0;

  constructor(folder: string, sync: SpoolSync, chance: () => number) {
    this.#folder = folder;
    this.#sync = sync;
    this.#chance = chance;
    this.#disk = new PowerCutDisk(folder);
    this.#spool = this.#open();
  }

  take(step: Step): void {
    switch (step.do) {
      case "append":
        this.#append(step.lengths.map((length) => `${this.#written++}`.padEnd(length, ".")));
        break;
      case "settle":
        this.#settled += Math.round((this.#run.length - this.#settled) * step.share);
        this.#spool.settle(this.#settled);
        for (const row of this.#run.slice(0, this.#settled)) this.#owed.delete(row);
        break;
      case "replay":
        this.#append(this.#leftovers());
        this.#spool.dropLeftovers();
        break;
      case "go on":
        vi.advanceTimersByTime(step.ms);
        if (step.isDone) this.#disk.finishSyncs();
        break;
      case "rest":
        for (let round = 0; round < 2; round++) {
          vi.advanceTimersByTime(100);
          this.#disk.finishSyncs();
        }
        if (this.#sync === "interval") this.#owe(this.#run.slice(this.#settled));
        break;
      case "cut":
        this.#cut();
        break;
    }
  }

  end(): void {
    this.#spool.close();
  }

  #append(rows: readonly string[]): void {
    this.#spool.append(rows.map((text) => Buffer.from(text)));
    this.#run.push(...rows);
    for (const row of rows) this.#known.add(row);
    if (this.#sync === "always") this.#owe(rows);
  }

  #owe(rows: readonly string[]): void {
    for (const row of rows) this.#owed.add(row);
  }

  #cut(): void {
    this.#disk.turnOff();
    this.#spool.close();
    this.#disk.loseUnsynced(this.#chance);
    this.#disk = new PowerCutDisk(this.#folder);
    this.#spool = this.#open();
    const found = new Set(this.#leftovers());
    expect([...this.#owed].filter((row) => !found.has(row)).map((row) => row.slice(0, 10))).toEqual([]);
    expect([...found].filter((row) => !this.#known.has(row))).toEqual([]);
    [this.#run, this.#settled] = [[], 0];
    // What was read after the cut is on the disk itself.
    if (this.#sync !== "none") this.#owe([...found]);
  }

  #leftovers(): readonly string[] {
    return [...this.#spool.leftovers()].map(({ row }) => Buffer.from(row).toString());
  }

  #open(): Spool {
    return Spool.open(this.#folder, SUBJECT, { sync: this.#sync, syncIntervalMs: 100 }, this.#disk.disk);
  }
}
