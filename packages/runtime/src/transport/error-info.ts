import { WireReader, WireType } from "../wire/wire-reader.js";

/** What a `google.rpc.ErrorInfo` says about a status. */
export interface ErrorInfo {
  readonly reason: string;
  /** Who gives the reason its meaning; empty when it was left out. */
  readonly domain: string;
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * The first `google.rpc.ErrorInfo` in a serialized `google.rpc.Status`, as the trailer `grpc-status-details-bin`
 * carries it. Nothing when the bytes hold none, or are garbage.
 *
 * @see https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto
 */
export function readErrorInfo(status: Uint8Array): ErrorInfo | undefined {
  try {
    for (const any of fields(status, 3)) {
      const [info] = fields(any, 2);
      if (text(any, 1).endsWith("/google.rpc.ErrorInfo") && info !== undefined) {
        const metadata = fields(info, 3).map((entry) => [text(entry, 1), text(entry, 2)] as const);
        return { reason: text(info, 1), domain: text(info, 2), metadata: new Map(metadata) };
      }
    }
  } catch {
    // The status itself still says what went wrong; unreadable details are no reason to hide it.
  }
  return undefined;
}

/** The contents of every occurrence of a length-delimited field. */
function fields(message: Uint8Array, wanted: number): readonly Uint8Array[] {
  const reader = new WireReader(message);
  const found: Uint8Array[] = [];
  while (reader.hasMore) {
    const [field, wireType] = reader.tag();
    if (field === wanted && wireType === WireType.lengthDelimited) found.push(reader.bytes());
    else reader.skip(wireType, field);
  }
  return found;
}

/** A string field; empty when it is absent, and the last one when it is there twice. */
function text(message: Uint8Array, field: number): string {
  return new TextDecoder().decode(fields(message, field).at(-1));
}
