import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { EphemeralStreamResponseSchema } from "@zerobus-gen/runtime/protocol";

type Payload = NonNullable<MessageInitShape<typeof EphemeralStreamResponseSchema>["payload"]>;

function answer(payload: Payload): Uint8Array {
  return toBinary(EphemeralStreamResponseSchema, create(EphemeralStreamResponseSchema, { payload }));
}

/** The stream exists; without an id if none is given. */
export function created(streamId?: string): Uint8Array {
  return answer({ case: "createStreamResponse", value: streamId === undefined ? {} : { streamId } });
}

/** Everything up to this offset is durable; an ack without an offset if none is given. */
export function ack(offset?: number | bigint): Uint8Array {
  const value = offset === undefined ? {} : { durabilityAckUpToOffset: BigInt(offset) };
  return answer({ case: "ingestRecordResponse", value });
}

/** The stream will end in so many seconds; a signal without a duration if none is given. */
export function closeSignal(seconds?: number): Uint8Array {
  if (seconds === undefined) return answer({ case: "closeStreamSignal", value: {} });
  const whole = Math.trunc(seconds);
  const duration = { seconds: BigInt(whole), nanos: Math.round((seconds - whole) * 1e9) };
  return answer({ case: "closeStreamSignal", value: { duration } });
}

/** An answer that says nothing. */
export const EMPTY: Uint8Array = new Uint8Array();

/** A serialized `google.rpc.Status` with one `google.rpc.ErrorInfo`, for the trailer `grpc-status-details-bin`. */
export function errorInfo(
  reason: string,
  metadata: Readonly<Record<string, string>> = {},
  domain = "zerobus.databricks.com",
): Uint8Array {
  const info = new BinaryWriter();
  info.tag(1, WireType.LengthDelimited).string(reason);
  info.tag(2, WireType.LengthDelimited).string(domain);
  for (const [key, value] of Object.entries(metadata)) {
    info.tag(3, WireType.LengthDelimited).fork();
    info.tag(1, WireType.LengthDelimited).string(key).tag(2, WireType.LengthDelimited).string(value).join();
  }
  const status = new BinaryWriter();
  status.tag(3, WireType.LengthDelimited).fork();
  status.tag(1, WireType.LengthDelimited).string("type.googleapis.com/google.rpc.ErrorInfo");
  status.tag(2, WireType.LengthDelimited).bytes(info.finish()).join();
  return status.finish();
}
