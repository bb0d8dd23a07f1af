import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { BatchBuilder } from "../batch/batch-builder.js";
import type { RowWriter } from "../codegen/row-writer.js";
import { bytesOf, dateMillis, objectKind } from "./object-kind.js";

class Order {
  readonly typo = 1;
  get name(): string {
    return "inherited";
  }
}

test.each([
  ["literal", {}],
  ["literal", Object.create(null)],
  ["instance", new Order()],
  ["instance", runInNewContext("({})")],
  ["map", new Map()],
  ["map", runInNewContext("new Map()")],
  ["other", []],
  ["other", new Set()],
  ["other", new Date(0)],
  ["other", Promise.resolve()],
  ["other", /x/],
  ["other", new Uint8Array()],
  [undefined, null],
  [undefined, "text"],
  [undefined, 1],
])("%s is what %o is", (kind, value) => {
  expect(objectKind(value)).toBe(kind);
});

test("knows what only claims to be a Date, or bytes", () => {
  expect(dateMillis(new Date(7))).toBe(7);
  expect(dateMillis(Object.create(Date.prototype))).toBeUndefined();
  expect(bytesOf(new Uint8Array([1]))).toEqual(new Uint8Array([1]));
  expect(bytesOf(new Uint8Array([1, 2]).buffer)).toEqual(new Uint8Array([1, 2]));
  for (const fake of [
    Object.create(Uint8Array.prototype),
    Object.create(ArrayBuffer.prototype),
    new DataView(new ArrayBuffer(1)),
    new Int16Array(1),
    new SharedArrayBuffer(1),
  ]) {
    expect(bytesOf(fake)).toBeUndefined();
  }
});

test("tells memory that was transferred from memory that is empty", () => {
  const memory = new ArrayBuffer(2);
  const bytes = new Uint8Array(memory, 1);
  structuredClone(memory, { transfer: [memory] });
  expect([bytesOf(bytes), bytesOf(memory)]).toEqual([undefined, undefined]);
  expect([bytesOf(new Uint8Array()), bytesOf(new ArrayBuffer(0))]).toEqual([
    new Uint8Array(),
    new Uint8Array(),
  ]);
  expect(bytesOf(new Uint8Array(new SharedArrayBuffer(1)))).toEqual(new Uint8Array(1));
});

describe("a row", () => {
  const issuesOf = (row: unknown): readonly string[] => {
    const write = (
      w: RowWriter,
      { name, tags }: { readonly name?: string; readonly tags?: Record<string, string> },
    ): void => {
      if (name != null) w.string(1, "name", name);
      if (tags != null) {
        w.map<string, string>(2, "tags", tags, (entry, key, value) => {
          entry.string(1, key, key);
          entry.string(2, key, value);
        });
      }
    };
    return new BatchBuilder().add(Object(row), write, () => {}).map(({ code, path }) => `${code} ${path}`);
  };

  test.each([
    ["whose class has a key that the table does not", new Order(), ["UNKNOWN_FIELD typo"]],
    ["that is a Map", new Map([["name", "x"]]), ["WRONG_TYPE row"]],
    ["that is a Date", new Date(0), ["WRONG_TYPE row"]],
    ["with a Set for a MAP", { tags: new Set(["a"]) }, ["WRONG_TYPE tags"]],
    ["with a Date for a MAP", { tags: new Date(0) }, ["WRONG_TYPE tags"]],
    ["with a Map of another realm", { tags: runInNewContext("new Map([['a', 'b']])") }, []],
    ["with a null for a key", { tags: new Map([[null, "a"]]) }, ['WRONG_TYPE tags["null"]']],
    [
      "with an object for a key",
      { tags: new Map([[Object.create(null), "a"]]) },
      ["WRONG_TYPE tags[an object]"],
    ],
    [
      "with a huge number for a key",
      { tags: new Map([[10n ** 20_000n, "a"]]) },
      ["WRONG_TYPE tags[bigint of more than 128 bits]"],
    ],
  ])("%s is not taken for an empty one", (_, row, want) => {
    expect(issuesOf(row)).toEqual(want);
  });
});
