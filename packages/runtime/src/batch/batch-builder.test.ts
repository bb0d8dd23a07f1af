import { fromBinary } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RowWriter } from "../codegen/row-writer.js";
import { ZerobusError } from "../errors.js";
import { EphemeralStreamRequestSchema } from "../protocol/gen/databricks/zerobus/zerobus_service_pb.js";
import { MAX_REQUEST_BYTES, MAX_ROW_BYTES } from "../protocol/limits.js";
import type { RecordFormat } from "../row/record-format.js";
import type { Batch } from "./batch.js";
import { BatchBuilder } from "./batch-builder.js";

const SLAB_BYTES = 256 * 1024;

interface Row {
  readonly head: string;
  readonly body: Uint8Array;
  readonly tail?: string | null | undefined;
}

function writeRow(w: RowWriter, row: Row): void {
  w.string(1, "head", row.head);
  w.binary(2, "body", row.body);
  if (row.tail != null) w.string(3, "tail", row.tail);
}

/** A row by an independent writer. */
function bytesOf({ head, body, tail }: Row, format: RecordFormat = "proto"): Uint8Array {
  if (format === "json") {
    return Buffer.from(JSON.stringify({ head, body: Buffer.from(body).toString("base64"), tail }));
  }
  const writer = new BinaryWriter().tag(1, WireType.LengthDelimited).string(head);
  writer.tag(2, WireType.LengthDelimited).bytes(body);
  if (tail != null) writer.tag(3, WireType.LengthDelimited).string(tail);
  return writer.finish();
}

/** How many rows protobuf-es finds in a message. */
function rowsIn(message: Uint8Array): number {
  const { payload } = fromBinary(EphemeralStreamRequestSchema, message);
  if (payload.case === "ingestRecord") return 1;
  if (payload.case === "ingestRecordBatch" && payload.value.batch.case !== undefined) {
    return payload.value.batch.value.records.length;
  }
  return expect.unreachable(`a message that is ${payload.case}`);
}

const boom = new Error("from a getter of the row");

/** What is done to a row so that it is refused; `none` leaves it as it is. */
const SPOILED = {
  none: (row: Row): Row => row,
  atItsStart: (row: Row): Row => ({ ...row, head: "\ud800" }),
  atItsEnd: (row: Row): Row => ({ ...row, tail: "\ud800" }),
  byThrowing: (row: Row): Row => ({
    ...row,
    get tail(): string {
      throw boom;
    },
  }),
};

/** A row whose body has this many bytes, or the batch so far being taken. */
type Step = { readonly bodyBytes: number; readonly spoiled: keyof typeof SPOILED } | "take";

/** Does the steps; gives the batches that came out, and the rows that were accepted as they should be in them. */
function build(
  steps: readonly Step[],
  format: RecordFormat,
): {
  readonly batches: readonly Batch[];
  readonly accepted: Uint8Array[];
} {
  const builder = new BatchBuilder(format);
  const batches: (Batch | undefined)[] = [];
  const accepted: Uint8Array[] = [];
  for (const [at, step] of steps.entries()) {
    if (step === "take") {
      batches.push(builder.take());
      continue;
    }
    const row = { head: `row ${at}`, body: new Uint8Array(step.bodyBytes).fill(at) };
    const bytes = bytesOf(row, format);
    const isAccepted = offer(builder, SPOILED[step.spoiled](row), (batch) => batches.push(batch));
    expect(isAccepted).toBe(step.spoiled === "none" && bytes.length <= MAX_ROW_BYTES);
    if (isAccepted) accepted.push(bytes);
    expect(builder.nextOffset).toBe(accepted.length);
  }
  batches.push(builder.take());
  return { batches: batches.filter((batch) => batch !== undefined), accepted };
}

function offer(builder: BatchBuilder, row: Row, completed: (batch: Batch) => void): boolean {
  try {
    return builder.add(row, writeRow, completed).length === 0;
  } catch (error) {
    expect(error).toBe(boom);
    return false;
  }
}

// Sizes around everything that is special about the memory that rows stand in.
const bodyBytes = fc.oneof(
  { weight: 8, arbitrary: fc.nat(300) },
  { weight: 4, arbitrary: fc.integer({ min: 60_000, max: 140_000 }) },
  { weight: 4, arbitrary: fc.integer({ min: SLAB_BYTES - 200, max: SLAB_BYTES + 50 }) },
  { weight: 2, arbitrary: fc.integer({ min: 2 * SLAB_BYTES - 100, max: 2 * SLAB_BYTES + 100 }) },
  { weight: 1, arbitrary: fc.integer({ min: MAX_ROW_BYTES - 300, max: MAX_ROW_BYTES + 300 }) },
  // The same, once it is base64.
  {
    weight: 1,
    arbitrary: fc.integer({ min: MAX_ROW_BYTES * 0.75 - 300, max: MAX_ROW_BYTES * 0.75 + 300 }),
  },
);
const spoiled = fc.oneof(
  { weight: 2, arbitrary: fc.constant("none" as const) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("atItsStart" as const, "atItsEnd" as const, "byThrowing" as const),
  },
);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 9, arbitrary: fc.record({ bodyBytes, spoiled }) },
  { weight: 1, arbitrary: fc.constant("take" as const) },
);

const formats = ["proto", "json"] as const;

test.each(formats)(
  "gives out every accepted row as %s, in order and byte by byte, whatever stands between",
  (format) => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 30, size: "max" }), (steps) => {
        const { batches, accepted } = build(steps, format);
        const records = batches.flatMap((batch) => [...batch.records()]);
        expect(records.map((bytes, at) => Buffer.compare(bytes, accepted[at] ?? Buffer.of()))).toEqual(
          accepted.map(() => 0),
        );
        let offset = 0;
        for (const batch of batches) {
          expect(batch.firstOffset).toBe(offset);
          offset += batch.rows;
        }
      }),
      { numRuns: 50 },
    );
  },
  120_000,
);

test.each(formats)(
  "makes batches of %s that a request can carry, at any offset",
  { timeout: 120_000 },
  (format) => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 30, size: "max" }), (steps) => {
        for (const batch of build(steps, format).batches) {
          expect(batch.message(Number.MAX_SAFE_INTEGER).length).toBeLessThanOrEqual(MAX_REQUEST_BYTES);
          expect(rowsIn(batch.message(0))).toBe(batch.rows);
        }
      }),
      { numRuns: 30 },
    );
  },
);

test("knows the size of the rows that are in no batch yet", () => {
  const builder = new BatchBuilder();
  expect(builder.byteLength).toBe(0);
  for (const head of ["a", "b"]) builder.add({ head, body: new Uint8Array(200) }, writeRow, () => {});
  const bytes = builder.byteLength;
  expect(bytes).toBe(2 * (3 + 3 + 3 + 200));
  builder.add({ head: "\ud800", body: new Uint8Array(200) }, writeRow, () => {});
  expect(builder.byteLength).toBe(bytes);
  expect(builder.take()?.byteLength).toBe(bytes);
  expect(builder.byteLength).toBe(0);
  expect(builder.take()).toBeUndefined();
});

describe("a hostile row", () => {
  const throwing = (): never => {
    throw boom;
  };
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;

  test.each<[string, () => unknown]>([
    [
      "a proxy that throws at each touch",
      () => new Proxy({}, { get: throwing, has: throwing, ownKeys: throwing }),
    ],
    ["a proxy of an array that never ends", () => new Proxy([], { get: () => Number.MAX_SAFE_INTEGER })],
    ["an array without elements", () => new Array(2 ** 32 - 1)],
    ["a cyclic object", () => cyclic],
    ["a symbol", () => Symbol("x")],
    ["a function", () => throwing],
    ["an object that throws when it becomes text", () => ({ toString: throwing, valueOf: throwing })],
    [
      "bytes that lie about their length",
      () => Object.defineProperty(new Uint8Array(500), "byteLength", { value: 3 }),
    ],
    [
      "bytes that claim to be endless",
      () => Object.defineProperty(new Uint8Array(5), "byteLength", { value: 2 ** 40 }),
    ],
    ["a Date without a time", () => Object.create(Date.prototype)],
    ["a Map without entries of its own", () => Object.create(Map.prototype)],
  ])("%s, in any column, leaves the rows around it alone", (_, hostile) => {
    for (const column of ["head", "body", "tail", "typo"]) {
      const builder = new BatchBuilder();
      const row = (head: string): Row => ({ head, body: Uint8Array.of(1, 2, 3), tail: "end" });
      builder.add(row("before"), writeRow, () => {});
      try {
        builder.add({ ...row("hostile"), [column]: hostile() }, writeRow, () => {});
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
      builder.add(row("after"), writeRow, () => {});
      const records = [...(builder.take()?.records() ?? [])].map((bytes) => Uint8Array.from(bytes));
      expect(records.at(0)).toEqual(bytesOf(row("before")));
      expect(records.at(-1)).toEqual(bytesOf(row("after")));
    }
  });

  test("cannot ingest another row from within", () => {
    const builder = new BatchBuilder();
    const inner = { head: "inner", body: Uint8Array.of() };
    const outer = {
      body: Uint8Array.of(),
      get head(): string {
        expect(() => builder.add(inner, writeRow, () => {})).toThrow(ZerobusError);
        return "outer";
      },
    };
    expect(builder.add(outer, writeRow, () => {})).toEqual([]);
    expect([...(builder.take()?.records() ?? [])].map((bytes) => Uint8Array.from(bytes))).toEqual([
      bytesOf({ ...inner, head: "outer" }),
    ]);
  });
});

test("refuses a row whose columns are too large together, and takes the next one", () => {
  const builder = new BatchBuilder();
  const write = (w: RowWriter, row: { readonly a: string; readonly b: string }): void => {
    w.string(1, "a", row.a);
    w.string(2, "b", row.b);
  };
  const megabytes = (count: number): string => "x".repeat(count * 1024 * 1024);
  const batches: Batch[] = [];
  const add = (a: string, b: string) => builder.add({ a, b }, write, (batch) => batches.push(batch));
  expect(add(megabytes(6), megabytes(5))).toMatchObject([{ code: "RECORD_TOO_LARGE" }]);
  expect(add(megabytes(5), megabytes(4))).toEqual([]);
  expect(add("small", "row")).toEqual([]);
  const last = builder.take();
  expect([...batches, ...(last === undefined ? [] : [last])].map(({ rows }) => rows)).toEqual([1, 1]);
});

test("gives each good row to its keeper before it is accepted, and refuses the one that cannot be kept", () => {
  const kept: Uint8Array[] = [];
  const full = new Error("disk full");
  const builder = new BatchBuilder("proto", (row) => {
    if (kept.length === 2) throw full;
    kept.push(Uint8Array.from(row));
  });
  const rows = [1, 300, 2].map((bytes, at) => ({ head: `row ${at}`, body: new Uint8Array(bytes) }));
  const completed = (): never => expect.unreachable();
  for (const row of rows.slice(0, 2)) expect(builder.add(row, writeRow, completed)).toEqual([]);
  expect(() => builder.add(rows[2] ?? expect.unreachable(), writeRow, completed)).toThrow(full);
  expect(kept).toEqual(rows.slice(0, 2).map((row) => bytesOf(row, "proto")));
  expect(builder.nextOffset).toBe(2);
  expect([...(builder.take()?.records() ?? [])]).toEqual(kept.map((row) => Buffer.from(row)));
});

test("gives no row to its keeper that is refused anyway", () => {
  const builder = new BatchBuilder("proto", () => expect.unreachable());
  const row = SPOILED.atItsStart({ head: "row", body: new Uint8Array(1) });
  expect(builder.add(row, writeRow, () => expect.unreachable())).not.toEqual([]);
});
