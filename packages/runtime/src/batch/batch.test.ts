import { fromBinary } from "@bufbuild/protobuf";
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
