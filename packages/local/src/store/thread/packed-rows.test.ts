import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RecordPlan } from "../../record/record-plan.js";
import { struct } from "../../testing/schemas.js";
import { packRows, unpackRows } from "./packed-rows.js";

const plans = Array.from(
  { length: 3 },
  (): RecordPlan => ({ recordType: "JSON", schema: struct({ n: "long" }), unsupported: [] }),
);

describe(packRows, () => {
  it("keeps requests, their plans and their records, empty ones too, whatever buffers they are views of", () => {
    const request = fc.record({
      plan: fc.constantFrom(...plans),
      records: fc.array(fc.tuple(fc.uint8Array({ maxLength: 20 }), fc.nat(9)).map(viewed), { maxLength: 5 }),
    });
    fc.assert(
      fc.property(fc.array(request, { maxLength: 8 }), (requests) => {
        const packed = packRows(requests, (plan) => plans.indexOf(plan));
        expect(packed.bytes.buffer.byteLength).toBe(packed.bytes.length);
        const unpacked = unpackRows(packed, (id) => plans[id] ?? expect.fail(`plan ${id}`));
        expect(unpacked.map(({ plan }) => plan)).toEqual(requests.map(({ plan }) => plan));
        expect(unpacked.map(contents)).toEqual(requests.map(contents));
      }),
    );
  });
});

/** Somewhere inside of a larger buffer, as a record of a message is. */
function viewed([bytes, offset]: [Uint8Array, number]): Uint8Array {
  const buffer = new Uint8Array(bytes.length + 2 * offset).fill(0xff);
  buffer.set(bytes, offset);
  return buffer.subarray(offset, offset + bytes.length);
}

function contents({ records }: { readonly records: readonly Uint8Array[] }): number[][] {
  return records.map((record) => [...record]);
}
