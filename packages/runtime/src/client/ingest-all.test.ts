import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { ingestAll, type RowTaker } from "./ingest-all.js";

/** A taker with a window of `size` rows that is emptied whenever somebody waits for it. */
function taker(size: number): RowTaker<number> & { readonly taken: number[] } {
  const taken: number[] = [];
  let inFlight = 0;
  return {
    taken,
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
      taken.push(row);
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
    expect(await ingestAll(stream, rows, {})).toBe(100);
    expect(stream.taken).toEqual(HUNDRED);
  });

  test("counts its own rows, and waits for room, while others ingest into the same stream", async () => {
    const stream = taker(10);
    const counts = [
      ingestAll(stream, HUNDRED, {}),
      ingestAll(stream, slowly(HUNDRED), {}),
      ingestAll(stream, HUNDRED, {}),
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
    await expect(ingestAll(taker(1e9), endless, { signal: abort.signal })).rejects.toMatchObject({
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
    const outcome = ingestAll(taker(10), hanging, { signal: abort.signal });
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
    await expect(ingestAll(taker(10), broken, { signal })).rejects.toThrow("the source broke");
  });
});
