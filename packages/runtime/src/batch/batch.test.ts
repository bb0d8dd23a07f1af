import { fromBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RowWriter } from "../codegen/row-writer.js";
import { EphemeralStreamRequestSchema } from "../protocol/gen/databricks/zerobus/zerobus_service_pb.js";
import type { Batch } from "./batch.js";
import { BatchBuilder } from "./batch-builder.js";

const OFFSETS = [0, 1, 127, 128, 16_384, 2 ** 31, 2 ** 32, 2 ** 40, Number.MAX_SAFE_INTEGER];

/** Each row is one text column; its bytes are 0a, the length, the text. */
const writeText = (w: RowWriter, row: { readonly text: string }): void => w.string(1, "text", row.text);

function batchOf(builder: BatchBuilder, ...texts: readonly string[]): Batch {
  for (const text of texts) builder.add({ text }, writeText, () => expect.unreachable("the batch is small"));
  return builder.take() ?? expect.unreachable("the batch has rows");
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from([0x0a, text.length, ...Buffer.from(text)]);
}

function decode(message: Uint8Array): object {
  return fromBinary(EphemeralStreamRequestSchema, Uint8Array.from(message)).payload;
}

/** The payload that a message is to have. */
function request(wireOffset: number, ...texts: readonly string[]): object {
  const offsetId = BigInt(wireOffset);
  const [first = "", ...others] = texts;
  return others.length === 0
    ? {
        case: "ingestRecord",
        value: { offsetId, record: { case: "protoEncodedRecord", value: bytesOf(first) } },
      }
    : {
        case: "ingestRecordBatch",
        value: { offsetId, batch: { case: "protoEncodedBatch", value: { records: texts.map(bytesOf) } } },
      };
}

describe("message", () => {
  test.each(OFFSETS)("carries one row as a record with the offset %d", (offset) => {
    const batch = batchOf(new BatchBuilder(), "only");
    expect(decode(batch.message(offset))).toMatchObject(request(offset, "only"));
  });

  test.each(OFFSETS)("carries several rows as a batch with the offset %d", (offset) => {
    const batch = batchOf(new BatchBuilder(), "a", "", "c");
    expect(decode(batch.message(offset))).toMatchObject(request(offset, "a", "", "c"));
  });

  test.each([[["only"]], [["a", "b"]]])("carries %j with a new offset each time it is sent", (texts) => {
    const batch = batchOf(new BatchBuilder(), ...texts);
    for (const offset of [2 ** 40, 0, 300, 0]) {
      expect(decode(batch.message(offset))).toMatchObject(request(offset, ...texts));
    }
  });

  test("touches neither the batch before nor the one after in the same memory", () => {
    const builder = new BatchBuilder();
    const [before, batch, after] = [
      batchOf(builder, "a", "b"),
      batchOf(builder, "c"),
      batchOf(builder, "d", "e"),
    ];
    batch.message(Number.MAX_SAFE_INTEGER);
    expect(decode(after.message(0))).toMatchObject(request(0, "d", "e"));
    expect(decode(before.message(2 ** 40))).toMatchObject(request(2 ** 40, "a", "b"));
    expect(decode(batch.message(1))).toMatchObject(request(1, "c"));
  });
});

describe("a batch of JSON rows", () => {
  const builderOf = (): BatchBuilder => new BatchBuilder("json");
  const textOf = (text: string): string => JSON.stringify({ text });

  test.each(OFFSETS)("carries one row as a JSON record with the offset %d", (offset) => {
    expect(decode(batchOf(builderOf(), "only").message(offset))).toMatchObject({
      case: "ingestRecord",
      value: { offsetId: BigInt(offset), record: { case: "jsonRecord", value: textOf("only") } },
    });
  });

  test.each(OFFSETS)("carries several rows as a JSON batch with the offset %d", (offset) => {
    const texts = ["a", "", "x".repeat(200), "c"];
    expect(decode(batchOf(builderOf(), ...texts).message(offset))).toMatchObject({
      case: "ingestRecordBatch",
      value: {
        offsetId: BigInt(offset),
        batch: { case: "jsonBatch", value: { records: texts.map(textOf) } },
      },
    });
  });
});

describe("split", () => {
  const texts = fc.array(fc.string({ unit: "binary-ascii", maxLength: 200 }), {
    minLength: 2,
    maxLength: 40,
  });

  test.each(["proto", "json"] as const)("gives two batches with the same rows of %s", (format) => {
    fc.assert(
      fc.property(texts, fc.nat(3), (all, before) => {
        const builder = new BatchBuilder(format);
        if (before > 0) batchOf(builder, ...all.slice(0, before));
        const batch = batchOf(builder, ...all);
        const rows = [...batch.records()].map((bytes) => Buffer.from(bytes).toString("hex"));
        const [first, second] = batch.split();
        const halves = [...first.records(), ...second.records()];
        expect(halves.map((bytes) => Buffer.from(bytes).toString("hex"))).toEqual(rows);
        expect(first).toMatchObject({ firstOffset: batch.firstOffset, rows: all.length >> 1, format });
        expect(second).toMatchObject({
          firstOffset: first.lastOffset + 1,
          lastOffset: batch.lastOffset,
          format,
        });
        expect(first.byteLength + second.byteLength).toBe(batch.byteLength);
      }),
    );
  });

  test("gives halves whose messages overwrite neither each other nor the whole", () => {
    const batch = batchOf(new BatchBuilder(), "a", "b", "c");
    batch.message(7);
    const [first, second] = batch.split();
    const [one, two] = [first.message(2 ** 40), second.message(3)];
    batch.message(Number.MAX_SAFE_INTEGER);
    expect(decode(one)).toMatchObject(request(2 ** 40, "a"));
    expect(decode(two)).toMatchObject(request(3, "b", "c"));
    expect(decode(batch.message(7))).toMatchObject(request(7, "a", "b", "c"));
  });

  test("is nothing that a single row can do", () => {
    expect(() => batchOf(new BatchBuilder(), "only").split()).toThrow(RangeError);
  });
});

describe("records", () => {
  test.each([[["only"]], [["a", "", "c"]], [["x".repeat(127), "y"]]])(
    "are the rows of %j, in order",
    (texts) => {
      const batch = batchOf(new BatchBuilder(), ...texts);
      expect([...batch.records()].map((bytes) => Uint8Array.from(bytes))).toEqual(texts.map(bytesOf));
    },
  );

  test("stay the same when the batch is sent", () => {
    const batch = batchOf(new BatchBuilder(), "only");
    batch.message(5);
    expect([...batch.records()].map((bytes) => Uint8Array.from(bytes))).toEqual([bytesOf("only")]);
  });
});

test("a batch knows its first and last offset, its rows and their size", () => {
  const builder = new BatchBuilder();
  batchOf(builder, "first", "second");
  expect(batchOf(builder, "a", "bc", "")).toMatchObject({
    firstOffset: 2,
    lastOffset: 4,
    rows: 3,
    byteLength: 15,
  });
});
