import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { ingestAll, type RowTaker } from "./ingest-all.js";

interface Taker extends RowTaker<number> {
  readonly taken: number[];
  /** How many rows were taken together each time. */
  readonly turns: number[];
}

/** What the taker does not encode with. */
const unused = (): void => {};

/** A taker with a window of `size` rows that is emptied whenever somebody waits for it. */
function taker(size: number): Taker {
  const taken: number[] = [];
  const turns: number[] = [];
  let inFlight = 0;
  return {
    taken,
    turns,
    get isFull() {
      return inFlight >= size;
    },
    ready: async () => {
      await turn();
      inFlight = 0;
    },
    ingest: (row) => {
      if (inFlight >= size) throw new Error("the window is full");
      inFlight++;
      return taken.push(row);
    },
    together: (work) => {
      const before = taken.length;
      try {
        work();
      } finally {
        turns.push(taken.length - before);
      }
    },
  };
}

async function* slowly(rows: Iterable<number>): AsyncGenerator<number> {
  for (const row of rows) {
    await turn();
    yield row;
  }
}

const HUNDRED = Array.from({ length: 100 }, (_, at) => at);

describe("ingestAll", () => {
  test.each([
    ["an array", HUNDRED],
    ["an async source", slowly(HUNDRED)],
  ])("takes every row of %s in order, waiting for room", async (_, rows) => {
    const stream = taker(7);
    expect(await ingestAll(stream, unused, rows, {})).toBe(100);
    expect(stream.taken).toEqual(HUNDRED);
  });

  test("counts its own rows, and waits for room, while others ingest into the same stream", async () => {
    const stream = taker(10);
    const counts = [
      ingestAll(stream, unused, HUNDRED, {}),
      ingestAll(stream, unused, slowly(HUNDRED), {}),
      ingestAll(stream, unused, HUNDRED, {}),
    ];
    expect(await Promise.all(counts)).toEqual([100, 100, 100]);
    expect(stream.taken).toHaveLength(300);
  });

  test("lets other work go on while a source has rows without end", async () => {
    const abort = new AbortController();
    const endless = (function* () {
      for (let row = 0; ; row++) yield row;
    })();
    setTimeout(() => abort.abort());
    await expect(ingestAll(taker(1e9), unused, endless, { signal: abort.signal })).rejects.toMatchObject({
      code: "aborted",
    });
  });

  test("stops waiting for a source that hangs when its signal fires, and lets the source end", async () => {
    const abort = new AbortController();
    let ended = false;
    const hanging: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: async () => {
          ended = true;
          return { done: true, value: undefined };
        },
      }),
    };
    const outcome = ingestAll(taker(10), unused, hanging, { signal: abort.signal });
    abort.abort();
    await expect(outcome).rejects.toMatchObject({ code: "aborted" });
    expect(ended).toBe(true);
  });

  test("passes on what the source throws", async () => {
    const broken = (async function* () {
      yield 1;
      throw new RangeError("the source broke");
    })();
    const signal = new AbortController().signal;
    await expect(ingestAll(taker(10), unused, broken, { signal })).rejects.toThrow("the source broke");
  });

  test("takes the rows of a source that has them at once together, a turn's at most", async () => {
    const stream = taker(1e9);
    expect(await ingestAll(stream, unused, Array(2_500).keys(), {})).toBe(2_500);
    expect(stream.turns).toEqual([1_024, 1_024, 452]);
    expect(stream.taken).toEqual([...Array(2_500).keys()]);
  });

  test("takes what there is room for together, and keeps the row that has to wait", async () => {
    const stream = taker(40);
    expect(await ingestAll(stream, unused, HUNDRED, {})).toBe(100);
    expect(stream.turns).toEqual([40, 40, 20]);
    expect(stream.taken).toEqual(HUNDRED);
  });

  test("a row that is refused ends it with those before it taken, and the source is told", async () => {
    let isTold = false;
    const source = (function* () {
      try {
        yield* HUNDRED;
      } finally {
        isTold = true;
      }
    })();
    const stream = taker(1e9);
    const refusing: RowTaker<number> = {
      ...stream,
      ingest: (row, write) => {
        if (row === 50) throw new RangeError("no fifty");
        return stream.ingest(row, write);
      },
    };
    await expect(ingestAll(refusing, unused, source, {})).rejects.toThrow("no fifty");
    expect([stream.taken, stream.turns, isTold]).toEqual([HUNDRED.slice(0, 50), [50], true]);
  });

  test("a source that breaks, or has ended, is told nothing, and what it gave before is taken", async () => {
    const stream = taker(1e9);
    let asked = 0;
    let told = 0;
    const sourceOf = (end: () => IteratorResult<number>): Iterable<number> => ({
      [Symbol.iterator]: () => ({
        next: () => (asked++ < 3 ? { done: false, value: asked } : end()),
        return: () => {
          told++;
          return { done: true, value: undefined };
        },
      }),
    });
    const broken = sourceOf(() => {
      throw new RangeError("the source broke");
    });
    await expect(ingestAll(stream, unused, broken, {})).rejects.toThrow("the source broke");
    expect(stream.taken).toEqual([1, 2, 3]);
    asked = 0;
    const whole = sourceOf(() => ({ done: true, value: undefined }));
    expect(await ingestAll(stream, unused, whole, {})).toBe(3);
    expect(told).toBe(0);
  });
});
