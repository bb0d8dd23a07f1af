import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { type RowSink, rowSink } from "./row-sink.js";

/** A stream with room for two rows, and what became of the rows. */
class Sink implements RowSink<number> {
  readonly ingested: number[] = [];
  flushes = 0;
  #room = 2;
  readonly #wakes: (() => void)[] = [];

  get isFull(): boolean {
    return this.#room === 0;
  }

  readonly ready = (): Promise<void> =>
    new Promise((resolve) => {
      this.#wakes.push(resolve);
    });

  readonly ingest = (row: number): void => {
    if (row < 0) throw new RangeError("no row");
    expect(this.isFull).toBe(false);
    this.#room--;
    this.ingested.push(row);
  };

  readonly flush = async (): Promise<void> => {
    this.flushes++;
  };

  makeRoom(): void {
    this.#room = 2;
    for (const wake of this.#wakes.splice(0)) wake();
  }
}

test("ingests what is written to it, and waits for room", async () => {
  const sink = new Sink();
  const writer = rowSink(sink).getWriter();
  const written = [1, 2, 3, 4, 5].map((row) => writer.write(row));
  await setImmediate();
  expect(sink.ingested).toEqual([1, 2]);
  sink.makeRoom();
  await setImmediate();
  expect(sink.ingested).toEqual([1, 2, 3, 4]);
  sink.makeRoom();
  await Promise.all(written);
  expect([sink.ingested, sink.flushes]).toEqual([[1, 2, 3, 4, 5], 0]);
});

test("waits again when another writer was there first", async () => {
  const sink = new Sink();
  const writers = [0, 1, 2].map(() => rowSink(sink).getWriter());
  const written = [1, 2, 3].flatMap((row) => writers.map((writer, at) => writer.write(10 * at + row)));
  for (let room = 0; room < 5; room++) {
    await setImmediate();
    sink.makeRoom();
  }
  await Promise.all(written);
  expect(sink.ingested).toHaveLength(9);
});

test("is closed when every row is durable", async () => {
  const sink = new Sink();
  await pipeline(Readable.from([1, 2]), Writable.fromWeb(rowSink(sink), { objectMode: true }));
  expect([sink.ingested, sink.flushes]).toEqual([[1, 2], 1]);
});

test("fails with what a row that does not fit throws, and takes no more", async () => {
  const sink = new Sink();
  const writer = rowSink(sink).getWriter();
  const outcomes = [1, -1, 2].map((row) => writer.write(row).then(String, String));
  expect(await Promise.all(outcomes)).toEqual(["undefined", "RangeError: no row", "RangeError: no row"]);
  await expect(writer.closed).rejects.toThrow("no row");
  expect([sink.ingested, sink.flushes]).toEqual([[1], 0]);
});

test("flushes nothing when it is aborted", async () => {
  const sink = new Sink();
  await rowSink(sink).abort(new Error("enough"));
  expect(sink.flushes).toBe(0);
});
