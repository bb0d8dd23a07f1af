import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { ZerobusError } from "../errors.js";
import { EphemeralStreamResponseSchema } from "../protocol/gen/databricks/zerobus/zerobus_service_pb.js";
import { decodeServerMessage } from "./server-message.js";
import type { ServerMessage } from "./transport.js";

type Payload = NonNullable<MessageInitShape<typeof EphemeralStreamResponseSchema>["payload"]>;

function encode(payload: Payload): Uint8Array {
  return toBinary(EphemeralStreamResponseSchema, create(EphemeralStreamResponseSchema, { payload }));
}

const ack = (durabilityAckUpToOffset?: bigint): Payload => ({
  case: "ingestRecordResponse",
  value: durabilityAckUpToOffset === undefined ? {} : { durabilityAckUpToOffset },
});
const signal = (seconds: bigint, nanos: number): Payload => ({
  case: "closeStreamSignal",
  value: { duration: { seconds, nanos } },
});

test.each<[Payload, ServerMessage]>([
  [
    { case: "createStreamResponse", value: { streamId: "s-1" } },
    { kind: "created", streamId: "s-1" },
  ],
  // Zero is an offset like any other: it is absence that is none.
  [ack(0n), { kind: "ack", wireOffset: 0 }],
  [ack(2n ** 40n), { kind: "ack", wireOffset: 2 ** 40 }],
  [signal(5n, 250_000_000), { kind: "close-signal", durationMs: 5_250 }],
  [signal(0n, 0), { kind: "close-signal", durationMs: 0 }],
  [
    { case: "closeStreamSignal", value: {} },
    { kind: "close-signal", durationMs: 0 },
  ],
])("decodes $case", (payload, want) => {
  expect(decodeServerMessage(encode(payload))).toEqual(want);
});

test.each<[string, Uint8Array]>([
  ["an empty answer", new Uint8Array()],
  ["an ack without an offset", encode(ack())],
  ["an ack with a negative offset", encode(ack(-1n))],
  ["a stream without an id", encode({ case: "createStreamResponse", value: {} })],
  ["a stream with an empty id", encode({ case: "createStreamResponse", value: { streamId: "" } })],
  ["an answer of another kind", Uint8Array.of(0x7a, 0x01, 0x00)],
])("refuses %s as broken protocol", (_, bytes) => {
  expect(() => decodeServerMessage(bytes)).toThrow(ZerobusError);
  expect(() => decodeServerMessage(bytes)).toThrow(
    expect.objectContaining({ code: "protocol", retryable: true }),
  );
});
