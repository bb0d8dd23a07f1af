import { fromBinary } from "@bufbuild/protobuf";
import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RowWriter } from "../codegen/row-writer.js";
import { EphemeralStreamRequestSchema } from "../protocol/gen/databricks/zerobus/zerobus_service_pb.js";
import { Window } from "./window.js";

const writeText = (w: RowWriter, row: { readonly text: string }): void => w.string(1, "text", row.text);

/** What a row takes of the window: its bytes, with a tag and a length. */
function sizeOf(text: string): number {
  const row = new BinaryWriter().tag(1, WireType.LengthDelimited).string(text).finish();
  return new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(row).finish().length;
}

function textOf(row: Uint8Array): string {
  const reader = new BinaryReader(row);
  expect(reader.tag()).toEqual([1, WireType.LengthDelimited]);
  return reader.string();
}

/** The wire offset of a message, and the texts in its rows. */
function read(message: Uint8Array): { readonly wireOffset: number; readonly texts: readonly string[] } {
  const { payload } = fromBinary(EphemeralStreamRequestSchema, message);
  if (payload.case === "ingestRecord" && payload.value.record.case === "protoEncodedRecord") {
    return { wireOffset: Number(payload.value.offsetId), texts: [textOf(payload.value.record.value)] };
  }
  if (payload.case === "ingestRecordBatch" && payload.value.batch.case === "protoEncodedBatch") {
    const { records } = payload.value.batch.value;
    return { wireOffset: Number(payload.value.offsetId), texts: records.map(textOf) };
  }
  return expect.unreachable(`a message that is ${payload.case}`);
}

type Step =
  | { readonly kind: "add"; readonly text: string }
  /** Relative to the next message that awaits its ack. */
  | { readonly kind: "ack"; readonly ahead: number }
  | { readonly kind: "next" | "rewind" };

const text = fc.oneof(
  { weight: 9, arbitrary: fc.string({ unit: "grapheme-ascii", maxLength: 200 }) },
  // Two or three of them fill a batch.
  { weight: 1, arbitrary: fc.constantFrom(90_000, 130_000).map((length) => "x".repeat(length)) },
  { weight: 1, arbitrary: fc.constant("\ud800") },
);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("add" as const), text }) },
  { weight: 3, arbitrary: fc.constant({ kind: "next" as const }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("ack" as const), ahead: fc.integer({ min: -2, max: 4 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "rewind" as const }) },
);

/** The same window as plainly as can be, together with the real one. */
class Pair {
  readonly #window = new Window(20, 300_000);
  #accepted = 0;
  #bytes = 0;
  #unacked: readonly string[] = [];
  /** How many rows there are in each message that awaits its ack. */
  #sent: number[] = [];
  #ackedMessages = 0;

  do(step: Step): void {
    switch (step.kind) {
      case "add":
        this.#add(step.text);
        break;
      case "next":
        this.#next();
        break;
      case "ack":
        this.#ack(this.#ackedMessages + step.ahead);
        break;
      case "rewind":
        this.#window.rewind();
        this.#sent = [];
        this.#ackedMessages = 0;
        break;
    }
    expect(this.#window).toMatchObject({
      accepted: this.#accepted,
      acked: this.#accepted - this.#unacked.length,
      rows: this.#unacked.length,
      bytes: this.#bytes,
      isFull: this.#unacked.length >= 20 || this.#bytes >= 300_000,
      awaitsAck: this.#sent.length > 0,
    });
  }

  expectUnacked(): void {
    const batches = this.#window.unacked();
    expect(batches.flatMap((batch) => [...batch.records()].map(textOf))).toEqual(this.#unacked);
  }

  #add(row: string): void {
    const issues = this.#window.add({ text: row }, writeText);
    expect(issues.length).toBe(row.isWellFormed() ? 0 : 1);
    if (issues.length > 0) return;
    this.#accepted++;
    this.#bytes += sizeOf(row);
    this.#unacked = [...this.#unacked, row];
  }

  #next(): void {
    const unsent = this.#unacked.slice(this.#sent.reduce((sum, rows) => sum + rows, 0));
    const message = this.#window.next();
    expect(message === undefined).toBe(unsent.length === 0);
    if (message === undefined) return;
    const { wireOffset, texts } = read(message);
    expect(wireOffset).toBe(this.#ackedMessages + this.#sent.length);
    expect(texts).toEqual(unsent.slice(0, texts.length));
    this.#sent.push(texts.length);
  }

  #ack(wireOffset: number): void {
    const messages = wireOffset - this.#ackedMessages + 1;
    const want = messages < 1 ? "stale" : messages > this.#sent.length ? "beyond" : "progress";
    expect(this.#window.ack(wireOffset)).toBe(want);
    if (want !== "progress") return;
    const rows = this.#sent.splice(0, messages).reduce((sum, count) => sum + count, 0);
    for (const row of this.#unacked.slice(0, rows)) this.#bytes -= sizeOf(row);
    this.#unacked = this.#unacked.slice(rows);
    this.#ackedMessages += messages;
  }
}

test("does what a plain list of unacked rows does", () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 60, size: "max" }), (steps) => {
      const pair = new Pair();
      for (const step of steps) pair.do(step);
      pair.expectUnacked();
    }),
    { numRuns: 150 },
  );
});

describe("a full batch", () => {
  test("waits to be sent without anybody asking for it", () => {
    const window = new Window(1000, 2 ** 20);
    window.add({ text: "x".repeat(200_000) }, writeText);
    expect(window.hasFullBatch).toBe(false);
    window.add({ text: "y".repeat(200_000) }, writeText);
    expect(window.hasFullBatch).toBe(true);
    window.next();
    window.next();
    expect(window.hasFullBatch).toBe(false);
  });

  test("goes out before the rows that came after it", () => {
    const window = new Window(1000, 2 ** 20);
    for (const row of ["a", "x".repeat(300_000), "c", "d"]) window.add({ text: row }, writeText);
    const sent = [window.next(), window.next(), window.next()].map((message) => message && read(message));
    expect(sent.map((message) => message?.texts.length)).toEqual([1, 1, 2]);
    expect(sent.map((message) => message?.wireOffset)).toEqual([0, 1, 2]);
    expect(window.next()).toBeUndefined();
  });
});

test("the batch being built goes on growing while others wait to be sent", () => {
  const window = new Window(1000, 2 ** 20);
  const next = (): readonly string[] => read(window.next() ?? expect.unreachable()).texts;
  window.add({ text: "a" }, writeText);
  expect(next()).toEqual(["a"]);
  window.rewind();
  window.add({ text: "b" }, writeText);
  expect(next()).toEqual(["a"]);
  window.add({ text: "c" }, writeText);
  expect(next()).toEqual(["b", "c"]);
});

test.each([
  [1, 1000, 1],
  [5, 1000, 5],
  [1000, 1, 1],
  [1000, 30, 3],
])("is full with %d rows or %d bytes: after %d rows of 10 bytes", (maxRows, maxBytes, want) => {
  const window = new Window(maxRows, maxBytes);
  let rows = 0;
  for (; !window.isFull; rows++) window.add({ text: "6bytes" }, writeText);
  expect(rows).toBe(want);
});
