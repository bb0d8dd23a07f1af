import { expect, test } from "vitest";
import { BatchBuilder } from "../batch/batch-builder.js";
import { readRow } from "../row/read-row.js";
import type { ArrayInput } from "./inputs.js";
import type { RowWriter } from "./row-writer.js";

interface Row {
  readonly sizes: ArrayInput<number>;
}

const write = (w: RowWriter, row: Row): void =>
  w.list("sizes", row.sizes, (to, index, size) => to.int(1, index, size));

/** The issues of a row, or the sizes that arrive. */
function ingested(sizes: unknown): unknown {
  const builder = new BatchBuilder();
  const row = { sizes } as Row;
  const issues = builder.add(row, write, () => {});
  if (issues.length > 0) return issues.map(({ code, path, message }) => [code, path, message]);
  const [bytes = new Uint8Array()] = builder.take()?.records() ?? [];
  return readRow(bytes, write).sizes;
}

function* three(): Generator<number> {
  yield* [1, 2, 3];
}

test.each<[string, unknown]>([
  ["an array", [1, 2, 3]],
  ["a Set", new Set([1, 2, 3])],
  ["a generator", three()],
  ["the values of a Map", new Map([1, 2, 3].map((size) => [`${size}`, size])).values()],
  ["numbers in memory", Int32Array.of(1, 2, 3)],
  ["an object of its own making", { [Symbol.iterator]: three }],
])("takes %s for an ARRAY", (_, sizes) => {
  expect(ingested(sizes)).toEqual([1, 2, 3]);
});

test("reads an iterable once, and no further than the row is examined", () => {
  let reads = 0;
  let isClosed = false;
  const wrong = {
    *[Symbol.iterator]() {
      try {
        while (true) {
          reads++;
          yield "x";
        }
      } finally {
        isClosed = true;
      }
    },
  };
  expect(ingested(wrong)).toHaveLength(100);
  expect([reads, isClosed]).toEqual([100, true]);
});

test("ends with the longest row when an iterable has no end, and closes it", () => {
  let isClosed = false;
  const endless = {
    *[Symbol.iterator]() {
      try {
        while (true) yield 1;
      } finally {
        isClosed = true;
      }
    },
  };
  expect(ingested(endless)).toEqual([["RECORD_TOO_LARGE", "row", expect.any(String)]]);
  expect(isClosed).toBe(true);
});

test.each<[string, object]>([
  ["when it is begun", { [Symbol.iterator]: () => [].reduce((sum) => sum) }],
  [
    "half-way",
    {
      *[Symbol.iterator]() {
        yield 1;
        yield [].reduce((sum) => sum);
      },
    },
  ],
  ["by being no iterator", { [Symbol.iterator]: () => 1 }],
  ["with what is no error", { [Symbol.iterator]: () => ({ next: () => Promise.reject.call(0) }) }],
])("makes an issue of an iterable that throws %s", (_, sizes) => {
  expect(ingested(sizes)).toEqual([
    ["UNREADABLE_VALUE", "sizes", expect.stringMatching(/^threw while it was read: ./)],
  ]);
});

test("lets through what the elements' own code throws", () => {
  const element = {
    get size(): number {
      throw new Error("its own");
    },
  };
  const writeElement = (w: RowWriter, row: { readonly sizes: Set<{ readonly size: number }> }): void =>
    w.list("sizes", row.sizes, (to, index, { size }) => to.int(1, index, size));
  const builder = new BatchBuilder();
  expect(() => builder.add({ sizes: new Set([element]) }, writeElement, () => {})).toThrow("its own");
  expect(builder.byteLength).toBe(0);
});

test.each<[unknown, string]>([
  ["123", "text"],
  [new String("123"), "boxed text"],
  [new Map([[1, 1]]), "a Map"],
  [{ length: 0 }, "something like an array"],
  [{ [Symbol.iterator]: 1 }, "something like an iterable"],
  [(async function* () {})(), "an asynchronous generator"],
  [three, "a function that makes a generator"],
  [7, "a number"],
])("refuses %o, which is %s", (sizes) => {
  expect(ingested(sizes)).toEqual([["WRONG_TYPE", "sizes", "is not a value of ARRAY"]]);
});
