import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { EphemeralStreamRequestSchema, RecordType } from "@zerobus-gen/runtime/protocol";
import { ORDERS, ordersDescriptor } from "./orders.js";

type Payload = NonNullable<MessageInitShape<typeof EphemeralStreamRequestSchema>["payload"]>;
type CreateStream = Extract<Payload, { case: "createStream" }>["value"];

/** One message of a stream, encoded. */
export function request(payload: Payload): Buffer {
  return Buffer.from(
    toBinary(EphemeralStreamRequestSchema, create(EphemeralStreamRequestSchema, { payload })),
  );
}

/** Opens a stream onto {@link ORDERS}, unless told otherwise. */
export function createStream(change: CreateStream = {}): Buffer {
  const value = {
    tableName: ORDERS,
    descriptorProto: ordersDescriptor,
    recordType: RecordType.PROTO,
    ...change,
  };
  return request({ case: "createStream", value });
}

/** One record. */
export function ingestRecord(offset: number, record: Uint8Array): Buffer {
  const value = { offsetId: BigInt(offset), record: { case: "protoEncodedRecord", value: record } } as const;
  return request({ case: "ingestRecord", value });
}

/** Some records. */
export function ingestBatch(offset: number, records: readonly Uint8Array[]): Buffer {
  const batch = { case: "protoEncodedBatch" as const, value: { records: [...records] } };
  return request({ case: "ingestRecordBatch", value: { offsetId: BigInt(offset), batch } });
}

/** One JSON record. */
export function ingestJson(offset: number, record: string): Buffer {
  const value = { offsetId: BigInt(offset), record: { case: "jsonRecord", value: record } } as const;
  return request({ case: "ingestRecord", value });
}

/** Some JSON records. */
export function ingestJsonBatch(offset: number, records: readonly string[]): Buffer {
  const batch = { case: "jsonBatch" as const, value: { records: [...records] } };
  return request({ case: "ingestRecordBatch", value: { offsetId: BigInt(offset), batch } });
}
