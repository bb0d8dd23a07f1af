import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { Refusal } from "./refusal.js";

/** Name of the trailer that carries {@link encodeErrorDetails}. */
export const ERROR_DETAILS_TRAILER = "grpc-status-details-bin";

const INVALID_ARGUMENT = 3;

/**
 * A `google.rpc.Status` that holds a `google.rpc.ErrorInfo`: why a descriptor does not fit its table, for
 * programs. `message` repeats the status message.
 * @see https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto
 */
export function encodeErrorDetails(message: string, causes: Refusal["causes"]): Uint8Array {
  const info = new BinaryWriter();
  text(info, 1, "SCHEMA_VALIDATION_FAILED");
  text(info, 2, "zerobus.databricks.com");
  entry(info, 3, "error_code", "8001");
  entry(info, 3, "causes", causes.join(","));

  const any = new BinaryWriter();
  text(any, 1, "type.googleapis.com/google.rpc.ErrorInfo");
  any.tag(2, WireType.LengthDelimited).bytes(info.finish());

  const status = new BinaryWriter();
  status.tag(1, WireType.Varint).int32(INVALID_ARGUMENT);
  text(status, 2, message);
  status.tag(3, WireType.LengthDelimited).bytes(any.finish());
  return status.finish();
}

function text(writer: BinaryWriter, field: number, value: string): void {
  writer.tag(field, WireType.LengthDelimited).string(value);
}

function entry(writer: BinaryWriter, field: number, key: string, value: string): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  text(writer, 1, key);
  text(writer, 2, value);
  writer.join();
}
