import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { encoded } from "../testing/encoded.js";
import { MemoryStore } from "../testing/memory-format.js";
import { struct } from "../testing/schemas.js";
import { GroupCommit } from "./group-commit.js";

const SCHEMA = struct({ n: "integer" });
const rowsOf = encoded(SCHEMA);
const source = { committed: () => {}, failed: () => {} };

describe("a table whose groups are large", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("waits for more rows before the next commit, half as long as the last one took", async () => {
    const { add, sizes } = await afterCommitOf(20);
    add(1);
    await idle();
    vi.advanceTimersByTime(9);
    add(2);
    await idle();
    expect(sizes()).toEqual([100]);
    vi.advanceTimersByTime(1);
    await idle();
    expect(sizes()).toEqual([100, 3]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    ["there is enough", ({ add }: Lingering) => add(5_000)],
    ["somebody is in a hurry", ({ commits }: Lingering) => commits.hurry()],
    ["something has to be alone", ({ commits }: Lingering) => commits.alone(async () => {})],
    ["it is to be settled", ({ commits }: Lingering) => commits.settled()],
  ])("does not wait when %s", async (_, act) => {
    const lingering = await afterCommitOf(20);
    lingering.add(1);
    await idle();
    await act(lingering);
    await idle();
    expect(lingering.sizes().slice(1).flat()).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("waits again after it was in a hurry, or had been while nothing waited", async () => {
    const { commits, add, sizes } = await afterCommitOf(20);
    add(100);
    await commits.settled();
    commits.hurry();
    add(1);
    await idle();
    expect(sizes()).toEqual([100, 100]);
    await commits.settled();
  });
});

interface Lingering {
  readonly commits: GroupCommit;
  /** A request of so many rows. */
  readonly add: (rows: number) => void;
  /** Rows of each commit. */
  readonly sizes: () => readonly number[];
}

/** A table that has just committed a hundred rows, and every commit takes this long. */
async function afterCommitOf(durationMs: number): Promise<Lingering> {
  const store = new MemoryStore(SCHEMA);
  store.gate = async () => void vi.advanceTimersByTime(durationMs);
  const commits = new GroupCommit(store);
  let offset = 0n;
  const add = (rows: number): void =>
    commits.add({
      source,
      offset: offset++,
      rows: rowsOf(...Array.from({ length: rows }, () => ({ n: 1 }))),
      bytes: rows,
    });
  add(100);
  await commits.settled();
  return { commits, add, sizes: () => store.commits.map((rows) => rows.length) };
}

/** Whatever can happen without time passing has happened. */
async function idle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
}
