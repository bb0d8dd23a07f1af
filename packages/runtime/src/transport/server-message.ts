import { fromBinary, isFieldSet } from "@bufbuild/protobuf";
import { ZerobusError } from "../errors.js";
import {
  EphemeralStreamResponseSchema,
  IngestRecordResponseSchema,
} from "../protocol/gen/databricks/zerobus/zerobus_service_pb.js";
import type { ServerMessage } from "./transport.js";

const ACK = IngestRecordResponseSchema.field.durabilityAckUpToOffset;

/** Decodes one `EphemeralStreamResponse`. @throws ZerobusError `protocol` for anything the protocol does not allow. */
export function decodeServerMessage(bytes: Uint8Array): ServerMessage {
  const { payload } = fromBinary(EphemeralStreamResponseSchema, bytes);
  switch (payload.case) {
    case "createStreamResponse":
      // An absent id reads as the empty string.
      if (payload.value.streamId === "") throw broken("it created a stream without an id");
      return { kind: "created", streamId: payload.value.streamId };
    case "ingestRecordResponse": {
      const { durabilityAckUpToOffset: offset } = payload.value;
      if (!isFieldSet(payload.value, ACK) || offset < 0n) throw broken("an ack without a valid offset");
      return { kind: "ack", wireOffset: Number(offset) };
    }
    case "closeStreamSignal": {
      const { duration } = payload.value;
      const durationMs = duration === undefined ? 0 : Number(duration.seconds) * 1000 + duration.nanos / 1e6;
      return { kind: "close-signal", durationMs };
    }
    case undefined:
      throw broken("an empty answer");
  }
}

function broken(what: string): ZerobusError {
  return new ZerobusError("protocol", `the server broke the protocol: ${what}`);
}
