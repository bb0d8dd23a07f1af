import { create, fromBinary, isFieldSet, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ZerobusError } from "../errors.js";
import {
  EphemeralStreamResponseSchema,
  IngestRecordResponseSchema,
} from "../protocol/gen/databricks/zerobus/zerobus_service_pb.js";
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
  ["an answer of two kinds", Buffer.concat([encode(ack(1n)), encode(signal(1n, 0))])],
  ["an answer of another kind", Uint8Array.of(0x7a, 0x01, 0x00)],
])("refuses %s as broken protocol", (_, bytes) => {
  expect(() => decodeServerMessage(bytes)).toThrow(ZerobusError);
  expect(() => decodeServerMessage(bytes)).toThrow(
    expect.objectContaining({ code: "protocol", retryable: true }),
  );
});

/** The same by protobuf-es; nothing for what it does not read, or the protocol does not allow. */
function reference(bytes: Uint8Array): ServerMessage | undefined {
  try {
    const { payload } = fromBinary(EphemeralStreamResponseSchema, bytes);
    if (payload.case === "createStreamResponse" && payload.value.streamId !== "") {
      return { kind: "created", streamId: payload.value.streamId };
    }
    if (payload.case === "ingestRecordResponse") {
      const { durabilityAckUpToOffset: offset } = payload.value;
      const isThere = isFieldSet(payload.value, IngestRecordResponseSchema.field.durabilityAckUpToOffset);
      if (isThere && offset >= 0n) return { kind: "ack", wireOffset: Number(offset) };
    }
    if (payload.case === "closeStreamSignal") {
      const { seconds = 0n, nanos = 0 } = payload.value.duration ?? {};
      return { kind: "close-signal", durationMs: Number(seconds) * 1000 + nanos / 1e6 };
    }
  } catch {}
  return undefined;
}

function decoded(bytes: Uint8Array): ServerMessage | undefined {
  try {
    return decodeServerMessage(bytes);
  } catch {
    return undefined;
  }
}

const anyAnswer: readonly fc.Arbitrary<Payload>[] = [
  fc.string().map((streamId) => ({ case: "createStreamResponse", value: { streamId } })),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(ack),
  fc.tuple(fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n }), fc.integer()).map((at) => signal(...at)),
];

/** Messages of one kind, one after the other, which protobuf reads as one. */
const anyBytes = fc
  .oneof(...anyAnswer.map((answer) => fc.array(answer, { minLength: 1, maxLength: 3 })))
  .map((payloads) => Buffer.concat(payloads.map(encode)));

test("reads what protobuf-es reads", () => {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      expect(decoded(bytes)).toEqual(reference(bytes));
    }),
    { numRuns: 1_000 },
  );
});

const inBytes = (offset: bigint): number[] => [...encode(ack(offset))];

test.each<[string, number[]]>([
  ["of the most bytes that make an exact number", inBytes(2n ** 49n - 1n)],
  ["of a byte more", inBytes(2n ** 49n)],
  ["beyond exact numbers", inBytes(2n ** 60n + 1n)],
  ["with an offset longer than it need be", [0x12, 3, 0x08, 0x81, 0]],
  ["with its offset twice", [0x12, 4, 0x08, 1, 0x08, 2]],
  ["with a field behind its offset", [0x12, 4, 0x08, 1, 0x10, 2]],
  ["with another field in place of its offset", [0x12, 2, 0x10, 5]],
  ["in two parts", [...inBytes(1n), ...inBytes(2n)]],
  ["that is cut off within its offset", [0x12, 2, 0x08, 0x81]],
  ["without a number behind its tag", [0x12, 1, 0x08]],
])("reads an ack %s as protobuf-es does", (_, bytes) => {
  expect(decoded(Uint8Array.from(bytes))).toEqual(reference(Uint8Array.from(bytes)));
});

test("refuses an ack whose length is none of its own, and what is an ack but for its tag", () => {
  expect(decoded(Uint8Array.of(0x12, 1, 0x08, 5))).toBeUndefined();
  expect(decoded(Uint8Array.of(0x1a, 2, 0x08, 5))).toBeUndefined();
});

test("reads nothing else out of damaged bytes: they are refused, or mean the same to protobuf-es", () => {
  const spoil = fc.array(fc.tuple(fc.nat(40), fc.nat(255)), { maxLength: 2 });
  fc.assert(
    fc.property(anyBytes, fc.nat(60), spoil, (whole, cut, spoiled) => {
      const bytes = Buffer.from(whole.subarray(0, cut));
      for (const [at, byte] of spoiled) if (at < bytes.length) bytes[at] = byte;
      const message = decoded(bytes);
      if (message !== undefined) expect(message).toEqual(reference(bytes));
    }),
    { numRuns: 5_000 },
  );
});
