import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RowWriter } from "../codegen/row-writer.js";
import { own } from "../codegen/table.js";
import { anyRow, type Everything, writeEverything } from "../testing/everything.js";
import { CheckedRowWriter } from "./checked-row-writer.js";
import { JsonEncoder } from "./json-encoder.js";
import { ProtoEncoder } from "./proto-encoder.js";
import { readJsonRow } from "./read-json-row.js";
import { readRow } from "./read-row.js";

function encode(encoder: JsonEncoder | ProtoEncoder, row: Everything): Uint8Array {
  encoder.beginRow(true);
  expect(new CheckedRowWriter(encoder).row(row, writeEverything)).toEqual([]);
  return Uint8Array.from(encoder.slab.subarray(encoder.rowStart, encoder.position));
}

/** JSON tells NULL from empty, protobuf does not: what protobuf would make of the row. */
function withoutNulls(row: Everything): unknown {
  const item = (value: object | null | undefined): unknown => value && { sizes: [], ...value };
  const maps = { texts: new Map(), tinies: new Map(), smalls: new Map(), bigs: new Map(), bools: new Map() };
  return {
    flags: [],
    payloads: [],
    ...maps,
    ...row,
    ...(row.item == null ? {} : { item: item(row.item) }),
    items: (row.items ?? []).map(item),
    ints: new Map([...(row.ints ?? [])].map(([key, value]) => [key, item(value)])),
  };
}

test("gives a row of which the same text is written again", () => {
  fc.assert(
    fc.property(anyRow, (row) => {
      const bytes = encode(new JsonEncoder(0), row);
      const again = encode(new JsonEncoder(0), readJsonRow(bytes, writeEverything));
      expect(Buffer.from(again).toString()).toBe(Buffer.from(bytes).toString());
    }),
  );
});

test("gives the row that its protobuf encoding gives", () => {
  fc.assert(
    fc.property(anyRow, (row) => {
      const fromJson = readJsonRow(encode(new JsonEncoder(0), row), writeEverything);
      const fromProto = readRow(encode(new ProtoEncoder(0), row), writeEverything);
      expect(withoutNulls(fromJson)).toEqual(fromProto);
    }),
  );
});

test("tells an ARRAY or MAP that was NULL from an empty one", () => {
  const row = { flags: [], texts: new Map(), item: {} };
  expect(readJsonRow(encode(new JsonEncoder(0), row), writeEverything)).toEqual(row);
  expect(readJsonRow(encode(new JsonEncoder(0), {}), writeEverything)).toEqual({});
});

describe("of text that is not its own", () => {
  const read = (text: string): Everything => readJsonRow(Buffer.from(text), writeEverything);

  test("skips members that the table does not have", () => {
    expect(read('{"more":[{"a":[true,null,"]}"]},{}],"count":1,"none":null}')).toEqual({ count: 1 });
  });

  test.each([
    "",
    "{",
    '{"count":1',
    '{"count":}',
    '{"count":1}}',
    '{"text":"a',
    "{count:1}",
    '{"flags":[true}',
  ])("refuses %j", (text) => {
    expect(() => read(text)).toThrow(SyntaxError);
  });

  test.each([
    "[]",
    '{"count":"1"}',
    '{"flags":{}}',
    '{"texts":[]}',
    '{"item":1}',
    '{"text":2}',
    '{"flag":0}',
  ])("refuses %j, which is no such row", (text) => {
    expect(() => read(text)).toThrow(TypeError);
  });
});

test("reads a column that is called __proto__, and text of megabytes", () => {
  const write = (w: RowWriter, row: Readonly<Record<string, string>>): void =>
    w.string(1, "__proto__", own(row, "__proto__") ?? "");
  const long = '\\"'.repeat(2_000_000);
  const row = readJsonRow(Buffer.from(`{"__proto__":${JSON.stringify(long)}}`), write);
  expect(Object.entries(row)).toEqual([["__proto__", long]]);
});
