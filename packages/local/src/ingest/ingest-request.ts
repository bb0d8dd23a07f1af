import { fromBinary, isFieldSet } from "@bufbuild/protobuf";
import {
  type EphemeralStreamRequest,
  EphemeralStreamRequestSchema,
  type IngestRecordBatchRequest,
  IngestRecordBatchRequestSchema,
  type IngestRecordRequest,
  IngestRecordRequestSchema,
  MAX_SERVER_MESSAGE_BYTES,
} from "@zerobus-gen/runtime/protocol";
import { RecordError } from "../record/record-error.js";
import type { RecordTypeName } from "../record/record-plan.js";
import type { RowDecoder } from "../record/row-decoder.js";
import { MAX_VALUES, ValueBudget } from "../record/value-budget.js";
import type { Row } from "../schema/row.js";
import { jsonRecords } from "./json-records.js";
import { Refusal } from "./refusal.js";

/** Room for what surrounds the records in a message. */
const ENVELOPE_BYTES = 64 * 1024;

/** Records that are taken together or not at all, still encoded. */
export interface Records {
  /** Where in its stream the message was that they came in; absent when they came in none. */
  readonly offset?: bigint;
  readonly records: readonly Uint8Array[];
}

/** The records of one message. */
export interface IngestRequest extends Records {
  readonly offset: bigint;
}

/**
 * Reads one message of a stream.
 * @throws {Refusal} INVALID_ARGUMENT when it is too large or garbled
 */
export function readRequest(bytes: Uint8Array): EphemeralStreamRequest {
  if (bytes.length > MAX_SERVER_MESSAGE_BYTES + ENVELOPE_BYTES) {
    throw invalid(
      `Batch size exceeds maximum allowed size: ${bytes.length} bytes, allowed are ${MAX_SERVER_MESSAGE_BYTES}`,
    );
  }
  try {
    return fromBinary(EphemeralStreamRequestSchema, bytes);
  } catch (error) {
    throw invalid(`the message is not an EphemeralStreamRequest: ${String(error)}`);
  }
}

/**
 * Takes the records out of a message that should be the next of its stream, and of the stream's record type.
 * @throws {Refusal} INVALID_ARGUMENT
 */
export function takeRecords(
  message: Uint8Array,
  expectedOffset: bigint,
  recordType: RecordTypeName,
): IngestRequest {
  const { payload } = readRequest(message);
  switch (payload.case) {
    case "createStream":
      throw invalid("create_stream came twice; a stream is created once");
    case undefined:
      throw invalid("the message has no payload");
    case "ingestRecord":
      return checked(
        expectedOffset,
        offsetOfRecord(payload.value),
        recordOf(payload.value, message, recordType),
      );
    case "ingestRecordBatch":
      return checked(
        expectedOffset,
        offsetOfBatch(payload.value),
        recordsOf(payload.value, message, recordType),
      );
  }
}

/**
 * Decodes a request as a whole: all of its rows, or none.
 * @throws {Refusal} INVALID_ARGUMENT naming the first bad row
 */
export function decodeRows({ offset, records }: Records, decode: RowDecoder, columns: number): Row[] {
  if (records.length * columns > MAX_VALUES) {
    throw invalid(
      `${records.length} rows of ${columns} columns are more than ${MAX_VALUES} values in one request; send smaller batches`,
    );
  }
  const budget = new ValueBudget();
  return records.map((record, index) => {
    try {
      return decode(record, budget);
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      throw invalid(
        `Record decoder/encoder error: row ${index} of the request${offset === undefined ? "" : ` at offset ${offset}`}, ${error.message}. Error Code: 4044`,
        "record",
      );
    }
  });
}

function checked(
  expected: bigint,
  actual: bigint | undefined,
  records: readonly Uint8Array[],
): IngestRequest {
  if (actual !== expected) {
    throw invalid(
      `Non-incremental offset: expected ${expected}, actual ${actual ?? "none"}. Error Code: 4002`,
    );
  }
  if (records.length === 0) throw invalid(`the request at offset ${actual} has no records`);
  const index = records.findIndex((record) => record.length > MAX_SERVER_MESSAGE_BYTES);
  if (index !== -1) {
    throw invalid(
      `row ${index} of the request at offset ${actual} has ${records[index]?.length} bytes, allowed are ${MAX_SERVER_MESSAGE_BYTES}`,
    );
  }
  return { offset: actual, records };
}

function offsetOfRecord(request: IngestRecordRequest): bigint | undefined {
  return isFieldSet(request, IngestRecordRequestSchema.field.offsetId) ? request.offsetId : undefined;
}

function offsetOfBatch(request: IngestRecordBatchRequest): bigint | undefined {
  return isFieldSet(request, IngestRecordBatchRequestSchema.field.offsetId) ? request.offsetId : undefined;
}

function recordOf(
  { record }: IngestRecordRequest,
  message: Uint8Array,
  recordType: RecordTypeName,
): readonly Uint8Array[] {
  switch (record.case) {
    case undefined:
      return [];
    case "jsonRecord":
      requireType("JSON", recordType);
      return jsonRecords(message);
    case "protoEncodedRecord":
      requireType("PROTO", recordType);
      return [record.value];
  }
}

function recordsOf(
  { batch }: IngestRecordBatchRequest,
  message: Uint8Array,
  recordType: RecordTypeName,
): readonly Uint8Array[] {
  switch (batch.case) {
    case undefined:
      return [];
    case "jsonBatch":
      requireType("JSON", recordType);
      return jsonRecords(message);
    case "protoEncodedBatch":
      requireType("PROTO", recordType);
      return batch.value.records;
  }
}

function requireType(found: RecordTypeName, wanted: RecordTypeName): void {
  if (found === wanted) return;
  throw invalid(`the stream was created for ${wanted} records, and this one is ${found}`);
}

function invalid(message: string, about: Refusal["about"] = "request"): Refusal {
  return new Refusal("INVALID_ARGUMENT", message, [], about);
}
