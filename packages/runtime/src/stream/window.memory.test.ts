import fc from "fast-check";
import { expect, test } from "vitest";
import type { RowWriter } from "../codegen/row-writer.js";
import { Window } from "./window.js";

const writeBody = (w: RowWriter, row: { readonly body: Uint8Array }): void => w.binary(1, "body", row.body);

/** The byte that a record is full of. @throws when it holds any other. */
function fillOf(record: Uint8Array): number {
  const fill = record.at(-1) ?? expect.unreachable();
  // Behind the tag and the length of the body.
  const body = record.subarray(record.length - bodyBytes(record));
  expect(body.every((byte) => byte === fill)).toBe(true);
  return fill;
}

function bodyBytes(record: Uint8Array): number {
  return record.length < 130
    ? record.length - 2
    : record.length < 16_387
      ? record.length - 3
      : record.length - 4;
}

type Step =
  | { readonly kind: "add"; readonly bytes: number; readonly good: boolean }
  | { readonly kind: "ack"; readonly messages: number; readonly unwritten: number }
  | { readonly kind: "next" | "rewind" };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("add" as const),
      bytes: fc.constantFrom(1, 100, 50_000, 90_000, 200_000, 300_000),
      good: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.constant({ kind: "next" as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("ack" as const),
      messages: fc.integer({ min: 1, max: 3 }),
      unwritten: fc.nat(2),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "rewind" as const }) },
);

test("memory is used again only when no unacked row is in it, and no message that is not written", () => {
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 30, maxLength: 120, size: "max" }), (steps) => {
      const window = new Window(1_000_000, 2 ** 30);
      let fills: number[] = [];
      /** Messages of this connection that are not written, with a copy of what they were. */
      let unwritten: { readonly message: Uint8Array; readonly was: Uint8Array }[] = [];
      let [sent, acked, written] = [0, 0, 0];
      let next = 0;
      for (const step of steps) {
        if (step.kind === "add") {
          const fill = next++ % 251;
          const body = new Uint8Array(step.bytes).fill(fill);
          const row = { body: step.good ? body : ("refused" as unknown as Uint8Array) };
          if (window.add(row, writeBody).length === 0) fills.push(fill);
        } else if (step.kind === "next") {
          const message = window.next();
          if (message === undefined) continue;
          sent++;
          unwritten.push({ message, was: Uint8Array.from(message) });
        } else if (step.kind === "ack") {
          acked = Math.min(acked + step.messages, sent);
          written = Math.max(written, Math.min(sent, acked) - step.unwritten);
          unwritten = unwritten.slice(unwritten.length - (sent - written));
          if (acked > 0) window.ack(acked - 1, written);
          fills = fills.slice(fills.length - window.rows);
        } else {
          window.rewind();
          unwritten = [];
          [sent, acked, written] = [0, 0, 0];
        }
        for (const { message, was } of unwritten) expect(Buffer.compare(message, was)).toBe(0);
      }
      expect(window.unacked().flatMap((batch) => Array.from(batch.records(), fillOf))).toEqual(fills);
    }),
    { numRuns: 60 },
  );
}, 60_000);

test("rows that are acked as they come take no more than a few slabs, ever", () => {
  const window = new Window(1_000_000, 2 ** 30);
  const slabs = new Set<ArrayBufferLike>();
  const body = new Uint8Array(100_000);
  for (let message = 0; message < 1_000; message++) {
    window.add({ body }, writeBody);
    slabs.add((window.next() ?? expect.unreachable()).buffer);
    window.ack(message, message + 1);
  }
  expect(slabs.size).toBeLessThanOrEqual(3);
});
