import { fromBinary } from "@bufbuild/protobuf";
import { EphemeralStreamRequestSchema } from "@zerobus-gen/runtime/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ingestBatch, ingestJson, ingestJsonBatch, ingestRecord } from "../testing/requests.js";
import { jsonRecords } from "./json-records.js";

const anyMessage = fc.oneof(
  fc.string({ unit: "binary" }).map((record) => ingestJson(1, record)),
  fc.array(fc.string({ unit: "binary" })).map((records) => ingestJsonBatch(1, records)),
  fc.constantFrom(ingestRecord(1, Buffer.of(1)), ingestBatch(1, [Buffer.of(2)]), Buffer.of(0x7a, 1, 0x41)),
);

/** The JSON records that protobuf-es finds. */
function found(message: Uint8Array): readonly string[] {
  const { payload } = fromBinary(EphemeralStreamRequestSchema, message);
  if (payload.case === "ingestRecord" && payload.value.record.case === "jsonRecord") {
    return [payload.value.record.value];
  }
  if (payload.case !== "ingestRecordBatch") return [];
  const { batch } = payload.value;
  return batch.case === "jsonBatch" ? batch.value.records : [];
}

describe(jsonRecords, () => {
  it("finds what protobuf-es finds, in messages that say several things too", () => {
    fc.assert(
      fc.property(fc.array(anyMessage, { minLength: 1, maxLength: 4 }), (messages) => {
        const message = Buffer.concat(messages);
        expect(jsonRecords(message).map((bytes) => Buffer.from(bytes).toString())).toEqual(found(message));
      }),
      { numRuns: 500 },
    );
  });
});
