import { BinaryReader } from "@bufbuild/protobuf/wire";

/**
 * The reason of the first `google.rpc.ErrorInfo` in a serialized `google.rpc.Status`, as the trailer
 * `grpc-status-details-bin` carries it. Nothing when the bytes hold none, or are garbage.
 *
 * @see https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto
 */
export function errorInfoReason(status: Uint8Array): string | undefined {
  try {
    for (const any of fields(status, 3)) {
      const url = text(fields(any, 1)[0]);
      const info = fields(any, 2)[0];
      if (url?.endsWith("/google.rpc.ErrorInfo") && info !== undefined) return text(fields(info, 1)[0]);
    }
  } catch {
    // The status itself still says what went wrong; unreadable details are no reason to hide it.
  }
  return undefined;
}

/** The contents of every occurrence of a length-delimited field. */
function fields(message: Uint8Array, wanted: number): readonly Uint8Array[] {
  const reader = new BinaryReader(message);
  const found: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === wanted && wireType === 2) found.push(reader.bytes());
    else reader.skip(wireType, field);
  }
  return found;
}

function text(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}
